import type { Catalogue } from "@crosstilt/catalogue";
import { arrayPairs, createGenerator, type Pairs, type Parameters, scores as scoresOf } from "@crosstilt/core";
import { linear } from "@crosstilt/encoders";
import { jointGaussian } from "@crosstilt/gaussian";
import {
  adam,
  type BimodalModel,
  bimodal,
  cosineDecay,
  disposeState,
  type FitStep,
  fit,
  startFit,
} from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { follow, type Hooks } from "./follow.js";

/** A loss or metric of the catalogue with its options. */
interface Part {
  readonly name: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Linear encoders to train on samples of a centred Gaussian. */
export interface LinearJob {
  readonly covariance: readonly (readonly number[])[];
  /** Coordinates of u. */
  readonly split: number;
  readonly rank: number;
  readonly metric: Part;
  readonly loss: Part;
  /** Where to evaluate the scores of scalar encoders, when they are wanted: `[-limit, limit]²`. */
  readonly scoreGrid?: { readonly size: number; readonly limit: number };
  readonly samples: number;
  readonly batchSize: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** Where a training stands. */
export interface LinearReport {
  readonly step: number;
  readonly totalSteps: number;
  /** The loss of the last batch. */
  readonly loss: number;
  /** `[rank, p]` and `[rank, q]`. */
  readonly G: number[][];
  readonly H: number[][];
  /** The own terms of the general quadratic metric, `[rank, rank]` each. */
  readonly P?: number[][];
  readonly Q?: number[][];
  readonly temperature: number;
  /** Scores on the job's grid, u by rows. */
  readonly scores?: Float32Array;
  /** Bytes of all tensors there are. */
  readonly bytes: number;
}

/** Trains to the end or until the signal aborts, reporting on the way, by parts of a catalogue on the current backend. */
export async function trainLinear(
  job: LinearJob,
  { losses, metrics }: Pick<Catalogue, "losses" | "metrics">,
  { signal, pause, report }: Hooks<LinearReport>,
): Promise<void> {
  const { rank, samples, batchSize, seed } = job;
  const data = drawSamples(job);
  const encoder = linear({ dimension: rank });
  const metric = metrics.get(job.metric.name)(job.metric.options);
  const model = bimodal({ u: encoder, v: encoder, metric }, data.shape);
  const loss = losses.get(job.loss.name)(job.loss.options);
  const optimizer = adam({ learningRate: job.learningRate });
  const epochs = Math.ceil(job.steps / Math.floor(samples / batchSize));
  const state = startFit(model, { loss, optimizer, seed });
  const options = { loss, optimizer, epochs, batchSize, seed, dropLast: true, schedule: cosineDecay(), signal };
  const tell = (step: FitStep) => report(reportOf(step, job, model, state.parameters));
  await follow(fit(model, data, state, options), { pause, tell }).finally(() => disposeState(state));
}

function reportOf(
  { step, totalSteps, loss, metric }: FitStep,
  { rank, scoreGrid }: LinearJob,
  model: BimodalModel,
  parameters: Parameters,
): LinearReport {
  const scores = scoreGrid && scoresOn(model, parameters, scoreGrid);
  const { temperature = 1 } = metric;
  return { step, totalSteps, loss, ...encodersOf(parameters, rank), temperature, scores, bytes: tf.memory().numBytes };
}

function drawSamples({ covariance, split, samples, seed }: LinearJob): Pairs {
  const law = jointGaussian({ covariance, split });
  const generator = createGenerator(seed).fork("samples");
  const widths = { u: split, v: covariance.length - split };
  const u = new Float32Array(samples * widths.u);
  const v = new Float32Array(samples * widths.v);
  for (let i = 0; i < samples; i += 1) {
    const noise = law.cholesky.map(() => generator.normal());
    const row = law.cholesky.map((factors) => factors.reduce((sum, factor, k) => sum + factor * noise[k]!, 0));
    u.set(row.slice(0, split), i * widths.u);
    v.set(row.slice(split), i * widths.v);
  }
  return arrayPairs({ data: u, shape: [samples, widths.u] }, { data: v, shape: [samples, widths.v] });
}

/** Encoders as matrices with one row a dimension of the embedding. */
function encodersOf(parameters: Parameters, rank: number): Pick<LinearReport, "G" | "H" | "P" | "Q"> {
  const rows = (name: string) => {
    const values = parameters[name]!.dataSync();
    return Array.from({ length: rank }, (_, i) =>
      Array.from({ length: values.length / rank }, (_, j) => values[j * rank + i]!),
    );
  };
  const own = (name: string) => parameters[name] && { [name.slice("metric.".length)]: parameters[name].arraySync() };
  return { G: rows("u.linear.kernel"), H: rows("v.linear.kernel"), ...own("metric.P"), ...own("metric.Q") };
}

/** `s(u, v)` of scalar samples on a grid, u by rows. */
function scoresOn(model: BimodalModel, parameters: Parameters, { size, limit }: { size: number; limit: number }) {
  const values = tf.tidy(() => {
    const places = tf.reshape(tf.linspace(-limit, limit, size), [size, 1]);
    return scoresOf(model.form(parameters, model.embed(parameters, "u", places), model.embed(parameters, "v", places)));
  });
  const result = values.dataSync() as Float32Array;
  values.dispose();
  return result;
}
