import type { Catalogue } from "@crosstilt/catalogue";
import type { Parameters } from "@crosstilt/core";
import { type BimodalModel, bimodal } from "@crosstilt/train";
import { modelSpec } from "../config/components.js";
import type { ProjectConfig } from "../config/config.js";
import type { CandidateName } from "./candidate-names.js";

/** Encoders and metric by name, as a config has them. */
export type ModelParts = Pick<ProjectConfig, "encoders" | "metric">;

/** A tilt that may join the pool, with its weights. */
export interface Candidate {
  readonly name: CandidateName;
  readonly parts: ModelParts;
  readonly model: BimodalModel;
  readonly parameters: Parameters;
}

/** The model of parts for samples of a shape. */
export const modelOfParts = (parts: ModelParts, shape: BimodalModel["shape"], catalogue: Catalogue): BimodalModel =>
  bimodal(modelSpec(parts, catalogue), shape);
