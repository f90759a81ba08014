import { disposeState } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { ceilings, oceanBaselines } from "./baselines.js";
import { type MeasuredModel, measureModel } from "./measure-model.js";
import { type OceanModelName, oceanModelNames, oceanModelTitles, trainingOf } from "./models.js";
import { quadraticResult } from "./quadratic-result.js";
import { createMemory } from "./remember.js";
import type { OceanModels, OceanResult } from "./result.js";
import { measureHooks, type OceanRunOptions, prepareOcean } from "./setup.js";
import { trainModel } from "./train-model.js";
import type { CurvePoint } from "./training-curve.js";

/**
 * Measures the physical baselines on the whole test gallery, then trains the models of the experiment on the current
 * backend, one after the other, and measures each on the same gallery (figs 13 to 15).
 *
 * @throws Interrupted when the signal aborts; checkpoints are saved and `resume: true` goes on to the same result.
 */
export async function runOcean(options: OceanRunOptions): Promise<OceanResult> {
  const started = performance.now();
  const { settings, threads = 1 } = options;
  const setup = await prepareOcean(options);
  const remember = await createMemory(setup, options);
  const baselines = await remember("baselines", () => oceanBaselines(setup, settings, measureHooks(options)));
  for (const [name, both] of Object.entries(ceilings(baselines))) options.onMeasured?.(name, both);
  const quadratic = await remember("quadratic", () => quadraticResult(setup, options));
  options.onMeasured?.("quadratic", quadratic.test);
  const models = {} as Record<OceanModelName, OceanModels[OceanModelName]>;
  const curves = {} as Record<OceanModelName, readonly CurvePoint[]>;
  let pictured = {} as Pick<MeasuredModel, "examples" | "assimilated">;
  for (const name of oceanModelNames.filter((name) => trainingOf(name, settings))) {
    const state = await trainModel(name, setup, options, async (curve) => {
      curves[name] = curve;
      await options.onCurves?.(curves);
    });
    const measured = await remember(name, () => measureModel(name, setup, state, options));
    models[name] = { ...measured.result, curve: curves[name] };
    options.onMeasured?.(oceanModelTitles[name], measured.result.test);
    if (name === "transformer") pictured = measured;
    disposeState(state);
  }
  const seconds = (performance.now() - started) / 1000;
  return {
    models: models as OceanModels,
    quadratic,
    baselines,
    examples: pictured.examples,
    assimilation: pictured.assimilated,
    seconds,
    backend: tf.getBackend(),
    threads,
    settings,
  };
}
