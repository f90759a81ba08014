export { losses } from "./catalogue.js";
export { clip } from "./clip.js";
export { conditional } from "./conditional.js";
export { joint } from "./joint.js";
