import { integerField, numberField, type Values } from "../state/fields.js";

/** Everything the process lab shows follows from these. */
export const processFields = {
  rank: integerField(3, [1, 6]),
  /** log10 of the number of training pairs. */
  size: numberField(4, [2, 5], 2),
  batch: integerField(512, [128, 1024]),
  draw: integerField(1, [1, 9999]),
  seed: integerField(1, [1, 9999]),
};

export type ProcessSettings = Values<typeof processFields>;

/** The number of training pairs, to two digits. */
export const pairCount = ({ size }: Pick<ProcessSettings, "size">): number => Number((10 ** size).toPrecision(2));
