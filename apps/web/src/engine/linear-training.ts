import { createGenerator, type Pairs, type Parameters } from "@crosstilt/core";
import { linear } from "@crosstilt/encoders";
import { jointGaussian } from "@crosstilt/gaussian";
import { conditional, joint } from "@crosstilt/losses";
import { cosine, innerProduct, quadratic } from "@crosstilt/metrics";
import { adam, bimodal, cosineDecay, disposeState, fit, startFit } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { ready } from "./backend.js";

/** Linear encoders to train on samples of a centred Gaussian. */
export interface LinearJob {
  readonly covariance: readonly (readonly number[])[];
  /** Coordinates of u. */
  readonly split: number;
  readonly rank: number;
  readonly metric: "inner-product" | "quadratic" | "normalised";
  readonly loss: "conditional" | "joint";
  readonly lambdaU: number;
  readonly lambdaV: number;
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
  readonly temperature: number;
}

const metrics = {
  "inner-product": () => innerProduct(),
  quadratic: () => quadratic(),
  normalised: () => cosine({ temperature: "learned", initialTemperature: 1 }),
};

/** Milliseconds between reports. */
const INTERVAL = 60;

/** Trains to the end or until the signal aborts, reporting on the way; `pause` is awaited before every step. */
export async function trainLinear(
  job: LinearJob,
  { signal, pause, report }: { signal: AbortSignal; pause(): Promise<void>; report(report: LinearReport): unknown },
): Promise<void> {
  await ready();
  const { rank, samples, batchSize, seed } = job;
  const data = drawSamples(job);
  const encoder = linear({ dimension: rank });
  const model = bimodal({ u: encoder, v: encoder, metric: metrics[job.metric]() }, data.shape);
  const { lambdaU, lambdaV } = job;
  const loss = job.loss === "joint" ? joint() : conditional({ lambdaU, lambdaV });
  const optimizer = adam({ learningRate: job.learningRate });
  const epochs = Math.ceil(job.steps / Math.floor(samples / batchSize));
  const state = startFit(model, { loss, optimizer, seed });
  const options = { loss, optimizer, epochs, batchSize, seed, dropLast: true, schedule: cosineDecay(), signal };
  let last = 0;
  for await (const event of fit(model, data, state, options)) {
    if (event.type !== "step") continue;
    if (Date.now() - last >= INTERVAL || event.step === event.totalSteps) {
      const { step, totalSteps } = event;
      const temperature = event.metric.temperature ?? 1;
      await report({ step, totalSteps, loss: event.loss, ...encodersOf(state.parameters, rank), temperature });
      last = Date.now();
    }
    await pause();
  }
  disposeState(state);
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
  return {
    length: samples,
    shape: { u: [widths.u], v: [widths.v] },
    batch: (indices) => ({ u: gather(u, widths.u, indices), v: gather(v, widths.v, indices) }),
  };
}

function gather(rows: Float32Array, width: number, indices: ArrayLike<number>): tf.Tensor2D {
  const values = new Float32Array(indices.length * width);
  for (let i = 0; i < indices.length; i += 1)
    values.set(rows.subarray(indices[i]! * width, (indices[i]! + 1) * width), i * width);
  return tf.tensor2d(values, [indices.length, width]);
}

/** Encoders as matrices with one row a dimension of the embedding. */
function encodersOf(parameters: Parameters, rank: number): { G: number[][]; H: number[][] } {
  const rows = (name: string) => {
    const values = parameters[name]!.dataSync();
    return Array.from({ length: rank }, (_, i) =>
      Array.from({ length: values.length / rank }, (_, j) => values[j * rank + i]!),
    );
  };
  return { G: rows("u.linear.kernel"), H: rows("v.linear.kernel") };
}
