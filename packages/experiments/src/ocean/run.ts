import { join } from "node:path";
import { conditional } from "@crosstilt/losses";
import {
  adam,
  checkpointedFit,
  cosineDecay,
  disposeState,
  type FitOptions,
  type StepEvent,
  type TrainingState,
} from "@crosstilt/train";
import { fileCheckpoints } from "@crosstilt/train/node";
import * as tf from "@tensorflow/tfjs-core";
import { firstPairs } from "../subset.js";
import { oceanBaselines } from "./baselines.js";
import { retrievedExamples } from "./examples.js";
import { embedGallery, recallOn } from "./galleries.js";
import { type OceanModelName, oceanModelNames, oceanModelTitles, trainingOf } from "./models.js";
import type { MeasureHooks } from "./pause.js";
import { bothWays } from "./recall.js";
import type { OceanModelResult, OceanResult, RetrievedExample } from "./result.js";
import type { OceanRunSettings } from "./settings.js";
import { type OceanRunOptions, type OceanSetup, prepareOcean } from "./setup.js";
import { type CurveFile, curveFile } from "./training-curve.js";

/**
 * Trains the physics-informed encoder and the transformer on the current backend, and measures both and the physical
 * baselines on the whole test gallery (figs 13 to 15).
 *
 * @throws Interrupted when the signal aborts; checkpoints are saved and `resume: true` goes on to the same result.
 */
export async function runOcean(options: OceanRunOptions): Promise<OceanResult> {
  const started = performance.now();
  const { settings, threads = 1 } = options;
  const setup = await prepareOcean(options);
  const models = {} as Record<OceanModelName, OceanModelResult>;
  let examples: RetrievedExample[] = [];
  for (const name of oceanModelNames) {
    const curve = curveFile(join(options.folder, name, "curve.json"));
    const state = await trainModel(name, setup, options, curve);
    const measured = await measure(name, setup, state, options);
    models[name] = { ...measured.result, curve: await curve.load() };
    if (name === "transformer") examples = measured.examples;
    disposeState(state);
  }
  const baselines = await oceanBaselines(setup, settings, measureHooks(options));
  const seconds = (performance.now() - started) / 1000;
  return { models, baselines, examples, seconds, backend: tf.getBackend(), threads, settings };
}

async function trainModel(
  name: OceanModelName,
  { data, models, train }: OceanSetup,
  options: OceanRunOptions,
  curve: CurveFile,
): Promise<TrainingState> {
  const { settings, folder, resume, threads = 1, onStep } = options;
  const checkpoints = fileCheckpoints(join(folder, name), {
    ...{ ...settings, data: data.metadata.settings, backend: tf.getBackend(), threads },
  });
  if (!resume) await Promise.all([checkpoints.clear(), curve.clear()]);
  const onEpoch = async ({ epoch, parameters }: TrainingState) => {
    const recall = (pairs: typeof data.train) =>
      recallOn(models[name], parameters, firstPairs(pairs, settings.curvePairs));
    await curve.add({ epoch, train: await recall(data.train), test: await recall(data.test) });
  };
  const hooks = { ...options, onEpoch, onStep: (event: StepEvent) => onStep?.(name, event) };
  return checkpointedFit(models[name], train[name], fitOptions(name, settings), checkpoints, hooks);
}

function fitOptions(name: OceanModelName, settings: OceanRunSettings): FitOptions {
  const { epochs, batchSize, learningRate, warmup } = trainingOf(name, settings);
  const schedule = warmup === null ? undefined : cosineDecay({ warmup });
  const loss = conditional({ lambdaU: 1, lambdaV: 1 });
  return { loss, epochs, batchSize, seed: settings.seed, schedule, optimizer: adam({ learningRate }) };
}

async function measure(
  name: OceanModelName,
  { data, models }: OceanSetup,
  { parameters, history }: TrainingState,
  options: OceanRunOptions,
): Promise<{ result: Omit<OceanModelResult, "curve">; examples: RetrievedExample[] }> {
  const hooks = (what: string) => measureHooks(options)(`${oceanModelTitles[name]}: ${what}`);
  const gallery = await embedGallery(models[name], parameters, data.test, hooks("test gallery"));
  const test = await bothWays(gallery.u, gallery.v);
  const examples = await retrievedExamples(data, gallery);
  tf.dispose([gallery.u, gallery.v]);
  const pairs = firstPairs(data.train, options.settings.trainPairs);
  const train = await recallOn(models[name], parameters, pairs, hooks("training gallery"));
  const { temperature } = models[name].spec.metric.describe({ logScale: parameters["metric.logScale"] });
  const size = Object.values(parameters).reduce((sum, tensor) => sum + tensor.size, 0);
  return { result: { test, train, losses: history, temperature, parameters: size }, examples };
}

const measureHooks =
  ({ signal, onProgress }: OceanRunOptions) =>
  (stage: string): MeasureHooks => ({ signal, onProgress: (done, total) => onProgress?.(stage, done, total) });
