import type { PlaceOf } from "./schema-node.js";

/** A config as it stands in a file, not yet checked against what there is to name. */
export interface ConfigText {
  readonly value: unknown;
  /** `config.yaml:12:5, training.epochs`, or the path alone for what the text does not hold. */
  readonly placeOf: PlaceOf;
}
