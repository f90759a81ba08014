import { blocks, type Pairs, type Parameters } from "@crosstilt/core";
import { evaluateRetrieval, type FactoredScores, factoredScores, type RetrievalReport } from "@crosstilt/retrieval";
import {
  adam,
  type BimodalModel,
  bimodal,
  cosineDecay,
  disposeState,
  encodeTensors,
  fit,
  startFit,
} from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { catalogue } from "../catalogue.js";
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
}

/** Where a training stands. */
export interface HeadsReport {
  readonly step: number;
  readonly totalSteps: number;
  readonly loss: number;
  /** Bytes of all tensors there are. */
  readonly bytes: number;
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

const INTERVAL = 60;
/** Test pairs that retrieval is judged on at most. */
const MOST = 5000;

let trained: Heads | null = null;

/** The model that was trained last. */
export function trainedHeads(): Heads {
  if (trained === null) throw new Error("Train a model first.");
  return trained;
}

interface Hooks {
  readonly signal: AbortSignal;
  pause(): Promise<void>;
  report(report: HeadsReport): unknown;
}

/** Trains two encoders and judges them on the test pairs, unless it is stopped. */
export async function trainHeads(job: HeadsJob, { signal, pause, report }: Hooks): Promise<void> {
  const { train, test } = loadedFiles();
  const { model, loss } = await partsOf(job, train);
  const optimizer = adam({ learningRate: job.learningRate });
  const { epochs, seed } = job;
  const batchSize = Math.min(job.batchSize, train.length);
  const options = { loss, optimizer, epochs, batchSize, seed, dropLast: true, schedule: cosineDecay(), signal };
  const state = startFit(model, options);
  let last = 0;
  let newest: HeadsReport = { step: 0, totalSteps: 0, loss: Number.NaN, bytes: 0 };
  for await (const event of fit(model, train, state, options)) {
    if (event.type !== "step") continue;
    const { step, totalSteps, loss: value } = event;
    newest = { step, totalSteps, loss: value, bytes: tf.memory().numBytes };
    if (Date.now() - last >= INTERVAL) {
      await report(newest);
      last = Date.now();
    }
    await pause();
  }
  disposeState(state, { keepParameters: true });
  if (signal.aborted) {
    tf.dispose(state.parameters);
    return;
  }
  await keep({ job, model, parameters: state.parameters }, test);
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
  const scores = await factoredScores(form);
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
