import type { Catalogue } from "@crosstilt/catalogue";
import { createGenerator, evaluateLoss, type Loss, type Metric, type Parameters } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** What a loss is evaluated on: embeddings in the plane, standard normal, with pairs of a given correlation. */
export interface LossCurveJob {
  readonly loss: string;
  readonly metric: string;
  /** What varies along the curve. */
  readonly along: "scale" | "correlation";
  /** Correlation of pairs, where it does not vary. */
  readonly correlation: number;
  /** Factor on all scores of bilinear metrics: embeddings are multiplied by its root. */
  readonly scale: number;
  readonly pairs: number;
  readonly seed: number;
  readonly points: readonly number[];
}

/** The loss and its terms at every point. */
export type LossCurve = Readonly<Record<string, readonly number[]>>;

const DIMENSION = 2;

/** Evaluates a loss along a curve of embeddings; throws what the loss or the metric throws. */
export function lossCurve(job: LossCurveJob, { losses, metrics }: Pick<Catalogue, "losses" | "metrics">): LossCurve {
  const loss = losses.get(job.loss)();
  const metric = metrics.get(job.metric)();
  const learned = tf.tidy(() => ({
    metric: metric.parameters(DIMENSION, createGenerator(job.seed).fork("metric")),
    loss: loss.parameters(DIMENSION),
  }));
  const noise = drawNoise(job);
  const rows = job.points.map((point) => evaluateAt(job, point, noise, { loss, metric, learned }));
  tf.dispose(learned);
  const terms = Object.keys(rows[0]!);
  return Object.fromEntries(terms.map((term) => [term, rows.map((row) => row[term]!)]));
}

interface Parts {
  readonly loss: Loss;
  readonly metric: Metric;
  readonly learned: { readonly loss: Parameters; readonly metric: Parameters };
}

function evaluateAt(job: LossCurveJob, point: number, noise: Noise, { loss, metric, learned }: Parts) {
  const correlation = job.along === "correlation" ? point : job.correlation;
  const length = Math.sqrt(job.along === "scale" ? point : job.scale);
  const rest = Math.sqrt(1 - correlation ** 2);
  const shape: [number, number] = [job.pairs, DIMENSION];
  return tf.tidy(() => {
    const u = tf.tensor2d(
      noise.u.map((value) => length * value),
      shape,
    );
    const v = tf.tensor2d(
      noise.v.map((value, i) => length * (correlation * noise.u[i]! + rest * value)),
      shape,
    );
    const form = metric.form(u, v, learned.metric);
    const terms = evaluateLoss(loss, {
      form,
      u,
      v,
      samplesU: u,
      samplesV: v,
      targets: tf.eye(job.pairs),
      parameters: learned.loss,
    });
    return Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, term.dataSync()[0]!]));
  });
}

interface Noise {
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/** The same normal numbers at every point, so that curves are smooth. */
function drawNoise({ pairs, seed }: LossCurveJob): Noise {
  const generator = createGenerator(seed).fork("pairs");
  const draw = () => Float32Array.from({ length: pairs * DIMENSION }, () => generator.normal());
  return { u: draw(), v: draw() };
}
