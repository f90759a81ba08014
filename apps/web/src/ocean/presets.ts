import type { Preset } from "../components/presets.js";
import type { oceanFields } from "./settings.js";

/** Figures 13 to 15. */
export const presets: readonly Preset<typeof oceanFields>[] = [
  {
    name: "Fig. 13",
    values: { source: "drop", field: 1, shown: "truth" },
    see: "A current and the path of a drifter in it: one pair of the data.",
  },
  {
    name: "Fig. 14",
    values: { source: "drop", part: 1, noise: -5, pairs: 8 },
    see: "Recall over many drifters, whole paths and exact positions: the likelihood finds all, and the whitened mean as many; cosines of the plain mean miss some.",
  },
  {
    name: "Fig. 15",
    values: { source: "drop", part: 0.6, method: "mean" },
    see: "The best five currents by the posterior mean, with the path that the drifter would have taken in each: near at first, apart later.",
  },
];
