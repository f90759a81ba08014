import type { Values } from "../state/fields.js";
import { choiceField, integerField, nameField, numberField } from "../state/fields.js";

export const spreadRange = [0.4, 1.8] as const;
export const correlationRange = [-0.97, 0.97] as const;
export const givenRange = [-3, 3] as const;

/** Sizes of batches that can be chosen. */
export const batchSizes = [32, 128, 512, 1024];

/** Everything the Tilt lab shows follows from these; the initial values are those of figures 1 to 5. */
export const tiltFields = {
  spreadU: numberField(Math.sqrt(1.5), spreadRange, 4),
  spreadV: numberField(Math.sqrt(1.5), spreadRange, 4),
  correlation: numberField(2 / 3, correlationRange, 4),
  metric: nameField("inner-product"),
  loss: nameField("conditional"),
  lambdaU: numberField(1, [0, 2], 2),
  v: numberField(1, givenRange, 2),
  u: numberField(1, givenRange, 2),
  batch: choiceField<number>(512, batchSizes),
  seed: integerField(1, [1, 9999]),
  /** 1: pairs of the truth are drawn as dots. */
  samples: integerField(0, [0, 1]),
};

export type TiltSettings = Values<typeof tiltFields>;
