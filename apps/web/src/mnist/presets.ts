import type { Preset } from "../components/presets.js";
import type { mnistFields } from "./settings.js";

/** Figures 11 and 12. */
export const presets: readonly Preset<typeof mnistFields>[] = [
  {
    name: "Fig. 11",
    values: { image: 9692, ink: [] },
    see: "A nine on which the models differ: their probabilities of labels are spread over seven and nine, each in its own way.",
  },
  {
    name: "Fig. 12",
    values: { label: 7, seed: 1 },
    see: "For label 7, label given image puts half of the weight on a few dozen images; the other two share it among about five hundred. Sixteen draws hardly show it, the curves do.",
  },
];
