import { blocks, type FactoredScores, type Pairs, type Parameters, readScores } from "@crosstilt/core";
import { evaluateRetrieval, type RetrievalReport } from "@crosstilt/evaluation";
import {
  adam,
  type BimodalModel,
  bimodal,
  cosineDecay,
  disposeState,
  encodeTensors,
  type FitStep,
  fit,
  startFit,
} from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import type { Compute } from "../../state/compute.js";
import { fetchParameters, type Place, trainOn } from "../backend.js";
import { catalogue } from "../catalogue.js";
import { follow, type Hooks } from "../follow.js";
import { loadedFiles } from "./load.js";

/** A part of the catalogue with its options, as a config names it. */
export interface NamedPart {
  readonly name: string;
  readonly [option: string]: unknown;
}

/** Two encoders to train on the files that were read. */
export interface HeadsJob {
  readonly encoders: { readonly u: NamedPart; readonly v: NamedPart };
  readonly metric: NamedPart;
  readonly loss: NamedPart;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly compute: Compute;
}

/** Where a training stands. */
export interface HeadsReport {
  readonly step: number;
  readonly totalSteps: number;
  readonly loss: number;
  /** Bytes of all tensors there are. */
  readonly bytes: number;
  readonly place: Place;
  /** How well each side of the test pairs retrieves the other; in the last report. */
  readonly retrieval?: RetrievalReport;
}

/** A trained model with the scores of its test pairs. */
interface Heads {
  readonly job: HeadsJob;
  readonly model: BimodalModel;
  readonly parameters: Parameters;
  readonly scores: FactoredScores;
}

/** Test pairs that retrieval is judged on at most. */
const MOST = 5000;

let trained: Heads | null = null;

/** The model that was trained last. */
export function trainedHeads(): Heads {
  if (trained === null) throw new Error("Train a model first.");
  return trained;
}

/** Trains two encoders and judges them on the test pairs, unless it is stopped. */
export const trainHeads = (job: HeadsJob, hooks: Hooks<HeadsReport>): Promise<void> =>
  trainOn(job.compute, (place) => train(job, place, hooks));

async function train(job: HeadsJob, place: Place, { signal, pause, report }: Hooks<HeadsReport>): Promise<void> {
  const { train: pairs, test } = loadedFiles();
  const { model, loss } = await partsOf(job, pairs);
  const optimizer = adam({ learningRate: job.learningRate });
  const { epochs, seed } = job;
  const batchSize = Math.min(job.batchSize, pairs.length);
  const options = { loss, optimizer, epochs, batchSize, seed, dropLast: true, schedule: cosineDecay(), signal };
  const state = startFit(model, options);
  let newest: HeadsReport = { step: 0, totalSteps: 0, loss: Number.NaN, bytes: 0, place };
  const tell = ({ step, totalSteps, loss: value }: FitStep) => {
    newest = { step, totalSteps, loss: value, bytes: tf.memory().numBytes, place };
    return step < totalSteps && report(newest);
  };
  let kept = false;
  try {
    await follow(fit(model, pairs, state, options), { pause, tell });
    if (signal.aborted) return;
    await fetchParameters(state.parameters);
    await keep({ job, model, parameters: state.parameters }, test);
    kept = true;
  } finally {
    disposeState(state, { keepParameters: kept });
  }
  await report({ ...newest, retrieval: evaluateRetrieval(trainedHeads().scores) });
}

async function partsOf(job: HeadsJob, { shape }: Pairs) {
  const { losses, metrics, encoders } = await catalogue();
  const encoder = ({ name, ...options }: NamedPart) => encoders.get(name)(options);
  const [{ name: metricName, ...metricOptions }, { name: lossName, ...lossOptions }] = [job.metric, job.loss];
  const spec = {
    u: encoder(job.encoders.u),
    v: encoder(job.encoders.v),
    metric: metrics.get(metricName)(metricOptions),
  };
  return { model: bimodal(spec, shape), loss: losses.get(lossName)(lossOptions) };
}

async function keep(heads: Omit<Heads, "scores">, test: Pairs): Promise<void> {
  if (trained) tf.dispose(trained.parameters);
  trained = { ...heads, scores: await testScores(heads, test) };
}

async function testScores({ model, parameters }: Omit<Heads, "scores">, test: Pairs): Promise<FactoredScores> {
  const [indices] = [...blocks(Math.min(test.length, MOST), MOST)];
  const batch = await test.batch(indices!);
  const form = tf.tidy(() => {
    const [u, v] = [model.embed(parameters, "u", batch.u), model.embed(parameters, "v", batch.v)];
    return { ...model.form(parameters, u, v) };
  });
  const scores = await readScores(form);
  tf.dispose([batch.u, batch.v, ...Object.values(form)]);
  return scores;
}

/** The model as files that the command line and other tools read: weights, and all that is needed beside them. */
export async function exportHeads(): Promise<{ weights: Uint8Array; description: string }> {
  const { job, model, parameters } = trainedHeads();
  const { encoders, metric, loss } = job;
  const { u, v } = loadedFiles().metadata;
  const description = {
    format: "crosstilt-model/1",
    ...{ shape: model.shape, encoders, metric, loss, plugins: [], data: { u, v } },
  };
  return { weights: await encodeTensors(parameters), description: `${JSON.stringify(description, null, 2)}\n` };
}
