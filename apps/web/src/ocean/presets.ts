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
    values: { source: "drop", part: 0.6, noise: -3, pairs: 8 },
    see: "Below, recall over 256 drifters: the likelihood finds every field; the cosine with the posterior mean, which weighs little but the longest waves, some four fifths. Figure 14 has whole paths, of which all scores find nearly all.",
  },
  {
    name: "Fig. 15",
    values: { source: "drop", part: 0.6, method: "mean" },
    see: "The best five currents by the posterior mean, each with the path that the drifter would have taken in it beside the one that was observed.",
  },
];
