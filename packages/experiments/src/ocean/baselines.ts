import { type Parameters, readScores, toForm } from "@crosstilt/core";
import { unitRows } from "@crosstilt/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { posteriorCalibration } from "./assimilation.js";
import type { FieldCalibration } from "./field-calibration.js";
import { galleryScores } from "./galleries.js";
import { likelihoodRecall } from "./likelihood.js";
import { oceanModel } from "./models.js";
import type { MeasureHooks } from "./pause.js";
import { type BothWays, bothWays } from "./recall.js";
import type { OceanRunSettings } from "./settings.js";
import type { OceanSetup } from "./setup.js";

/** What the physics alone achieves on the test gallery. */
export interface OceanBaselines {
  /** Posterior mean of the coefficients given the path, by the cosine of raw and of whitened coefficients. */
  readonly posteriorMean: { readonly raw: BothWays; readonly whitened: BothWays };
  /** Exact likelihood of the path given the potential. */
  readonly likelihood: BothWays;
  /** The exact posterior as a law of the velocities, against the truth. */
  readonly posterior: FieldCalibration;
}

/** The recall of each baseline by its name in tables. */
export const ceilings = ({ posteriorMean, likelihood }: OceanBaselines): Readonly<Record<string, BothWays>> => ({
  "posterior mean, raw cosine": posteriorMean.raw,
  "posterior mean, whitened cosine": posteriorMean.whitened,
  "exact likelihood": likelihood,
});

/** The baselines: nothing is trained. */
export async function oceanBaselines(
  { data }: Pick<OceanSetup, "data">,
  settings: OceanRunSettings,
  hooks: (stage: string) => MeasureHooks,
): Promise<OceanBaselines> {
  const deviations = [...data.ocean.deviations, ...data.ocean.deviations];
  // With gains and weights of one and a fixed noise level the physics-informed encoder is the posterior mean.
  const model = oceanModel("physicsInformed", data, { ...settings, physicsNoise: settings.velocityNoise });
  const parameters: Parameters = {
    "v.logPrecision": tf.fill([deviations.length], 2 * Math.log(settings.velocityNoise)),
    "v.logGain": tf.zeros([deviations.length]),
    "metric.logWeights": tf.zeros([deviations.length]),
    "metric.logScale": tf.scalar(0),
  };
  const scores = await galleryScores(model, parameters, data.test, hooks("posterior means"));
  tf.dispose(parameters);
  const form = tf.tidy(() => {
    const { u, v } = toForm(scores);
    return { u: unitRows(tf.div(u, deviations)), v: unitRows(tf.div(v, deviations)) };
  });
  const whitened = await readScores(form);
  tf.dispose(form);
  const posteriorMean = { raw: bothWays(scores), whitened: bothWays(whitened) };
  const likelihood = await likelihoodRecall(data.ocean, data.test.raw, settings, hooks("exact likelihood"));
  const posterior = await posteriorCalibration(data, settings, hooks("exact posterior"));
  return { posteriorMean, likelihood, posterior };
}
