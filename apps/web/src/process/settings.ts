import { choiceField, integerField, numberField, type Values } from "../state/fields.js";

/** Sizes of batches that can be chosen. */
export const batchSizes = [128, 256, 512, 1024];

/** Everything the process lab shows follows from these. */
export const processFields = {
  rank: integerField(3, [1, 6]),
  /** log10 of the number of training pairs. */
  size: numberField(4, [2, 5], 2),
  batch: choiceField<number>(512, batchSizes),
  draw: integerField(1, [1, 9999]),
  seed: integerField(1, [1, 9999]),
};

export type ProcessSettings = Values<typeof processFields>;

/** The number of training pairs, to two digits. */
export const pairCount = ({ size }: Pick<ProcessSettings, "size">): number => Number((10 ** size).toPrecision(2));
