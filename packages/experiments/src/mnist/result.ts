import type { LabelDiversity } from "./measures.js";
import type { MnistModelName } from "./models.js";
import type { MnistSettings } from "./settings.js";

/** What is measured of one of the three models. */
export interface MnistModelResult {
  /** Share of test images whose label of largest score is right. */
  readonly accuracy: number;
  readonly labels: readonly LabelDiversity[];
  /** True label by predicted label. */
  readonly confusion: readonly (readonly number[])[];
  /** Label probabilities of the test images of fig 11. */
  readonly examples: readonly (readonly number[])[];
  /** Mean loss of every epoch. */
  readonly losses: readonly number[];
}

export interface MnistResult {
  readonly models: Readonly<Record<Exclude<MnistModelName, "imageGivenLabel">, MnistModelResult>> & {
    readonly imageGivenLabel: MnistModelResult & { readonly fineTuned: { readonly accuracy: number } };
  };
  /** Test images of fig 11, as indices, with their labels. */
  readonly examples: readonly { readonly index: number; readonly label: number }[];
  readonly classes: number;
  readonly seconds: number;
  readonly backend: string;
  readonly threads: number;
  readonly settings: MnistSettings & { readonly data: string };
}
