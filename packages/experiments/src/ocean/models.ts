import { type OceanSplits, physicsEncoder } from "@crosstilt/dataset-ocean";
import { affine, identity, transformer } from "@crosstilt/encoders";
import { cosine } from "@crosstilt/metrics";
import { type BimodalModel, bimodal } from "@crosstilt/train";
import type { OceanRunSettings, OceanTraining } from "./settings.js";
import { weightedCosine } from "./weighted-cosine.js";

/**
 * The cosine models of the experiment: one that knows the physics, the paper's, which knows nothing of the flow, and the
 * same on trajectories made anew for every epoch.
 */
export const oceanModelNames = ["physicsInformed", "transformer", "freshTransformer"] as const;
export type OceanModelName = (typeof oceanModelNames)[number];

/** Names for figures and progress. */
export const oceanModelTitles: Record<OceanModelName, string> = {
  physicsInformed: "physics-informed",
  transformer: "transformer",
  freshTransformer: "transformer, fresh paths",
};

/** How a model is trained; null: not at this scale. */
export const trainingOf = (name: OceanModelName, settings: OceanRunSettings): OceanTraining | null =>
  ({
    physicsInformed: settings.physicsTraining,
    transformer: settings.transformerTraining,
    freshTransformer: settings.freshTraining,
  })[name];

/**
 * Coefficients as they are or mapped affinely, an encoder of paths, and a cosine with a learned temperature. The
 * physics-informed one begins between the cosine of raw and that of whitened coefficients, and learns how far to go.
 */
export function oceanModel(
  name: OceanModelName,
  { ocean, test }: OceanSplits,
  settings: OceanRunSettings,
): BimodalModel {
  const { initialTemperature } = trainingOf(name, settings) ?? settings.transformerTraining;
  const v =
    name === "physicsInformed"
      ? physicsEncoder(ocean, { stride: settings.stride, noise: settings.physicsNoise })
      : transformer({ ...settings.transformer, dimension: test.shape.u[0] });
  const temperature = { temperature: "learned", initialTemperature, minimumTemperature: 1e-3 } as const;
  if (name === "physicsInformed") {
    const weights = [...ocean.deviations, ...ocean.deviations].map((deviation) => deviation ** -0.5);
    return bimodal({ u: identity(), v, metric: weightedCosine(weights, temperature) }, test.shape);
  }
  const u = settings.potentials === "affine" ? affine({ dimension: test.shape.u[0] }) : identity();
  return bimodal({ u, v, metric: cosine(temperature) }, test.shape);
}
