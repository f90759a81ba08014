import { computeField } from "../state/compute.js";
import { choiceField, integerField, type Values } from "../state/fields.js";
import { inkField } from "./ink.js";

/** Names of the three models, in the order of the figures. */
export const modelNames = ["twoSided", "labelGivenImage", "imageGivenLabel"] as const;
export type ModelName = (typeof modelNames)[number];

/** How pages call the models, and the class of their colour. */
export const modelTitles: Record<ModelName, string> = {
  twoSided: "two-sided",
  labelGivenImage: "label given image",
  imageGivenLabel: "image given label",
};
export const modelColours: Record<ModelName, string> = {
  twoSided: "model",
  labelGivenImage: "given",
  imageGivenLabel: "right",
};

/** Everything the MNIST lab shows follows from these. */
export const mnistFields = {
  /** What was drawn; while it is empty the test image counts. */
  ink: inkField,
  /** At first a nine on which the models that came with the app do not agree. */
  image: integerField(9692, [0, 9999]),
  label: integerField(7, [0, 9]),
  seed: integerField(1, [1, 9999]),
  /** The model whose neighbours are shown, and of which image. */
  model: choiceField("twoSided", modelNames),
  of: integerField(0, [0, 9999]),
  /** What to train on. */
  images: integerField(10_000, [1000, 10_000]),
  epochs: integerField(3, [1, 8]),
  run: integerField(1, [1, 9999]),
  compute: computeField,
};

export type MnistSettings = Values<typeof mnistFields>;
export type Change = (patch: Partial<MnistSettings>) => void;
