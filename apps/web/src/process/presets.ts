import type { Preset } from "../components/presets.js";
import type { processFields } from "./settings.js";

/** Figures 7 to 10. */
export const presets: readonly Preset<typeof processFields>[] = [
  {
    name: "Fig. 7",
    values: { rank: 5, size: 4 },
    see: "With all five coefficients the conditional means of the model lie on those of the truth. Its bands are wider: an inner product cannot narrow.",
  },
  {
    name: "Fig. 8",
    values: { rank: 3, size: 4 },
    see: "Errors fall with the embedding dimension, step by step, as each canonical correlation is taken in; past five nothing is left to gain.",
  },
  {
    name: "Fig. 9",
    values: { rank: 3, size: 5 },
    see: "Train with different batches: small ones end at a larger error however long they train, since their normalisers are biased.",
  },
  {
    name: "Fig. 10",
    values: { rank: 5, size: 2.5 },
    see: "At full dimension the error falls as one over the number of pairs, along a straight line; at a lower one it stops at what the dimension leaves out.",
  },
];
