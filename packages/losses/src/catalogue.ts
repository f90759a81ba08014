import { clip } from "./clip.js";
import { conditional } from "./conditional.js";
import { joint } from "./joint.js";

/** Every loss of this package. */
export const losses = [conditional, clip, joint] as const;
