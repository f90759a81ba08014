import { type OceanSplits, physicsEncoder } from "@crosstilt/dataset-ocean";
import { identity, transformer } from "@crosstilt/encoders";
import { cosine } from "@crosstilt/metrics";
import { type BimodalModel, bimodal } from "@crosstilt/train";
import type { OceanRunSettings, OceanTraining } from "./settings.js";

/** The two models of the experiment: the paper's, which knows nothing of the flow, and one that knows the physics. */
export const oceanModelNames = ["physicsInformed", "transformer"] as const;
export type OceanModelName = (typeof oceanModelNames)[number];

/** Names for figures and progress. */
export const oceanModelTitles: Record<OceanModelName, string> = {
  physicsInformed: "physics-informed",
  transformer: "transformer",
};

/** How a model is trained. */
export const trainingOf = (name: OceanModelName, settings: OceanRunSettings): OceanTraining =>
  name === "transformer" ? settings.transformerTraining : settings.physicsTraining;

/** Coefficients as they are, an encoder of paths, and the cosine with a learned temperature. */
export function oceanModel(
  name: OceanModelName,
  { ocean, test }: OceanSplits,
  settings: OceanRunSettings,
): BimodalModel {
  const { initialTemperature } = trainingOf(name, settings);
  const v =
    name === "transformer"
      ? transformer({ ...settings.transformer, dimension: test.shape.u[0] })
      : physicsEncoder(ocean, { stride: settings.stride, noise: settings.physicsNoise });
  const metric = cosine({ temperature: "learned", initialTemperature, minimumTemperature: 1e-3 });
  return bimodal({ u: identity(), v, metric }, test.shape);
}
