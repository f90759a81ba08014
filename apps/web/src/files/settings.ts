import { computeField } from "../state/compute.js";
import { choiceField, type Field, integerField, nameField, numberField, type Values } from "../state/fields.js";

/** Free text, such as names of columns. */
const textField: Field<string> = { initial: "", read: (text) => text, write: (text) => text };

/** Everything on the page of your data but the files themselves, which never leave the machine. */
export const filesFields = {
  /** 1: the files of the example. */
  example: integerField(0, [0, 1]),
  uColumns: textField,
  vColumns: textField,
  key: textField,
  missing: choiceField("refuse", ["refuse", "drop"]),
  encoder: nameField("affine"),
  dimension: integerField(8, [1, 128]),
  metric: nameField("cosine"),
  loss: nameField("conditional"),
  epochs: integerField(60, [1, 500]),
  batch: integerField(128, [8, 1024]),
  /** log10 of the learning rate. */
  rate: numberField(-2, [-4, -1], 1),
  seed: integerField(1, [1, 9999]),
  compute: computeField,
  side: choiceField("u", ["u", "v"]),
  pair: integerField(0, [0, 999_999]),
};

export type FilesSettings = Values<typeof filesFields>;
export type Change = (patch: Partial<FilesSettings>) => void;
