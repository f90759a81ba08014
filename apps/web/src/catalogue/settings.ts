import { choiceField, integerField, nameField, numberField, type Values } from "../state/fields.js";

/** What the page of losses and metrics shows follows from these. */
export const catalogueFields = {
  metric: nameField("inner-product"),
  along: choiceField("scale", ["scale", "correlation"]),
  correlation: numberField(0.8, [0, 0.98], 2),
  scale: numberField(1, [0.05, 3], 2),
  pairs: integerField(64, [8, 128]),
  seed: integerField(1, [1, 9999]),
  /** The embedding of u in the plots of metrics. */
  x: numberField(1, [-2, 2], 2),
  y: numberField(0.6, [-2, 2], 2),
};

export type CatalogueSettings = Values<typeof catalogueFields>;

/** Where a curve is computed: 31 points. */
export const pointsOf = ({ along }: CatalogueSettings): number[] =>
  Array.from({ length: 31 }, (_, i) => (along === "scale" ? 0.02 + (2.98 * i) / 30 : -0.98 + (1.96 * i) / 30));
