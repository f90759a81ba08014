import { DURATION } from "@crosstilt/labs/ocean";
import { choiceField, integerField, numberField, type Values } from "../state/fields.js";
import { pathField } from "./path-field.js";

/** Everything the ocean lab shows follows from these. */
export const oceanFields = {
  /** Where the path comes from: a drifter dropped by hand, a drawing, or a file. */
  source: choiceField("drop", ["drop", "draw", "file"]),
  /** The pair of the data set whose field the drifter is dropped in. */
  field: integerField(1, [0, 1023]),
  x: numberField(0.75, [0, 1]),
  y: numberField(0.75, [0, 1]),
  /** A drawn or uploaded path. */
  path: pathField,
  time: numberField(0, [0, DURATION], 4),
  /** Share of the path that is observed. */
  part: numberField(0.6, [0.05, 1], 2),
  /** log10 of the standard deviation of observed positions, in domain lengths; −5 stands for none. */
  noise: numberField(-3, [-5, -1.5], 2),
  /** log2 of the candidates in the gallery. */
  size: integerField(12, [10, 14]),
  seed: integerField(1, [1, 9999]),
  /** The field of the large map. */
  shown: choiceField("truth", ["truth", "mean", "best"]),
  method: choiceField("likelihood", ["likelihood", "mean", "whitened", "encoder"]),
  /** log2 of the pairs that retrieval is measured on. */
  pairs: integerField(8, [8, 12]),
};

export type OceanSettings = Values<typeof oceanFields>;
