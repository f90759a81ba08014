import type { Watched } from "../../src/ocean/index.js";

/** A drifter dropped into field 5 of the first seed, as the lab drops it. */
export const drifter: Watched = {
  source: "drop",
  seed: 1,
  field: 5,
  x: 0.75,
  y: 0.75,
  path: null,
  part: 0.6,
  noise: -4,
};
