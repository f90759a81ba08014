import { demand } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { Matrix, solve } from "ml-matrix";
import { frequencies, type PairCounts } from "./pair-counts.js";

/** The weights of a sum of scores, and what they reach. */
export interface TiltWeights {
  /** Non-negative, `[K]`. */
  readonly weights: readonly number[];
  /** `½E[log Σ_j m_j e^{s_ij} − s_ij]` both ways, nats; 0 without any weight, minus the information at the best scores. */
  readonly loss: number;
}

/** The fall of the loss below which nothing is left to gain, nats; the steps after which the search ends in any case. */
const [FLAT, STEPS] = [1e-6, 100];

/** How far scores may move in a step, in nats of their standard deviation: farther away, curvature here says nothing. */
const FARTHEST = 3;

/**
 * The non-negative weights under which held-out pairs are most probable both ways when scores are summed, `s = Σ_k w_k s_k`: log density
 * ratios add, so a sum of them is a product of tilts. The loss is convex in the weights; Newton's method with steps that stay
 * non-negative and never go up. With one matrix its weight is the inverse temperature of `fitTemperature`.
 *
 * @param terms K score matrices `[n, m]`, between entries that differ; they stay the caller's.
 * @param pairs which rows and columns are pairs, and how often.
 * @throws when there are no terms, or they are not of one shape.
 * @example
 * const { weights } = await fitTiltWeights([linearScores, networkScores], pairs);
 */
export async function fitTiltWeights(terms: readonly tf.Tensor2D[], pairs: PairCounts): Promise<TiltWeights> {
  const shapes = new Set(terms.map(({ shape }) => shape.join()));
  demand(shapes.size === 1, () => ({
    argument: "terms",
    expected: "at least one matrix, all of one shape",
    received: [...shapes].map((shape) => `[${shape}]`).join(", ") || "none",
  }));
  const law = lawOf(pairs, terms[0]!.shape);
  try {
    const about = await Promise.all(terms.map((term) => aboutPairs(term, law)));
    const at = (weights: readonly number[]) => momentsAt(weights, terms, law, about);
    let now = await at(terms.map(() => 0));
    for (let step = 0; step < STEPS; step++) {
      const next = await improved(now, at, about);
      const fell = now.loss - (next?.loss ?? now.loss);
      now = next ?? now;
      if (fell < FLAT) break;
    }
    return { weights: now.weights, loss: now.loss };
  } finally {
    tf.dispose({ ...law });
  }
}

/** The law of pairs as tensors: joint `[n, m]` and marginals `[n, 1]`, `[1, m]`. */
interface Law {
  readonly joint: tf.Tensor2D;
  readonly u: tf.Tensor2D;
  readonly v: tf.Tensor2D;
}

function lawOf(pairs: PairCounts, [n, m]: readonly [number, number]): Law {
  const total = pairs.count.reduce((sum, count) => sum + count, 0);
  const joint = new Float32Array(n * m);
  pairs.count.forEach((count, p) => {
    joint[pairs.u[p]! * m + pairs.v[p]!] = count / total;
  });
  const shares = (counts: Float64Array) => Float32Array.from(counts, (count) => count / total);
  const { u, v } = frequencies(pairs, [n, m]);
  return {
    joint: tf.tensor2d(joint, [n, m]),
    u: tf.tensor2d(shares(u), [n, 1]),
    v: tf.tensor2d(shares(v), [1, m]),
  };
}

interface Moments {
  readonly weights: readonly number[];
  readonly loss: number;
  readonly gradient: readonly number[];
  readonly hessian: readonly (readonly number[])[];
}

/** The mean score of pairs, and the standard deviation of all. */
interface AboutPairs {
  readonly mean: number;
  readonly spread: number;
}

async function aboutPairs(term: tf.Tensor2D, { joint }: Law): Promise<AboutPairs> {
  const [mean, variance] = await read(() => tf.stack([tf.sum(tf.mul(term, joint)), tf.moments(term).variance]));
  return { mean: mean!, spread: Math.sqrt(variance!) };
}

/** Loss, gradient and Hessian: means and covariances of the terms under the model's conditionals, both ways. */
async function momentsAt(
  weights: readonly number[],
  terms: readonly tf.Tensor2D[],
  law: Law,
  about: readonly AboutPairs[],
): Promise<Moments> {
  const K = terms.length;
  const values = await read(() => {
    const scores = tf.addN(terms.map((term, k) => tf.mul(term, weights[k]!))) as tf.Tensor2D;
    const [rows, columns] = [conditional(scores, law.v, law.u, 1), conditional(scores, law.u, law.v, 0)];
    const both = tf.add(rows.joint, columns.joint);
    const means = terms.map((term) => [rows.mean(term), columns.mean(term)] as const);
    const weighted = terms.map((term) => tf.mul(both, term));
    const second = (k: number, l: number) =>
      tf.sub(
        tf.sum(tf.mul(weighted[k]!, terms[l]!)),
        tf.add(
          tf.sum(tf.mul(law.u, tf.mul(means[k]![0], means[l]![0]))),
          tf.sum(tf.mul(law.v, tf.mul(means[k]![1], means[l]![1]))),
        ),
      );
    const entries = terms.flatMap((_, k) => terms.slice(0, k + 1).map((_, l) => second(k, l)));
    return tf.stack([tf.add(rows.normaliser, columns.normaliser), ...weighted.map((term) => tf.sum(term)), ...entries]);
  });
  const [normalisers, ...rest] = values as [number, ...number[]];
  const at = (k: number, l: number) => rest[K + (k >= l ? (k * (k + 1)) / 2 + l : (l * (l + 1)) / 2 + k)]! / 2;
  return {
    weights,
    loss: normalisers / 2 - weights.reduce((sum, weight, k) => sum + weight * about[k]!.mean, 0),
    gradient: about.map(({ mean }, k) => rest[k]! / 2 - mean),
    hessian: about.map((_, k) => about.map((_, l) => at(k, l))),
  };
}

/** The model's conditional along an axis: its joint law with the other side's marginal, its mean log normaliser, means of terms. */
function conditional(scores: tf.Tensor2D, prior: tf.Tensor2D, marginal: tf.Tensor2D, axis: 0 | 1) {
  const logits = tf.add(scores, tf.log(prior)) as tf.Tensor2D;
  const normalisers = tf.logSumExp(logits, axis, true);
  const law = tf.exp(tf.sub(logits, normalisers)) as tf.Tensor2D;
  return {
    joint: tf.mul(law, marginal) as tf.Tensor2D,
    normaliser: tf.sum(tf.mul(normalisers, marginal)),
    mean: (term: tf.Tensor2D) => tf.sum(tf.mul(law, term), axis, true),
  };
}

/** A step of Newton among the weights that are free to move, halved until the loss falls; none where it does not. */
async function improved(
  { weights, loss, gradient, hessian }: Moments,
  at: (weights: readonly number[]) => Promise<Moments>,
  about: readonly AboutPairs[],
): Promise<Moments | undefined> {
  const free = weights.flatMap((weight, k) => (weight > 0 || gradient[k]! < 0 ? [k] : []));
  if (free.length === 0) return undefined;
  const curvature = Matrix.zeros(free.length, free.length);
  const spread = Math.max(...free.map((k) => hessian[k]![k]!), 1e-12);
  free.forEach((k, i) => {
    free.forEach((l, j) => {
      curvature.set(i, j, hessian[k]![l]! + (i === j ? 1e-6 * spread : 0));
    });
  });
  const steps = solve(curvature, Matrix.columnVector(free.map((k) => -gradient[k]!)), true).to1DArray();
  const distance = Math.max(...free.map((k, i) => Math.abs(steps[i]!) * about[k]!.spread));
  for (let share = Math.min(1, FARTHEST / distance); share > 1e-6; share /= 2) {
    const moved = [...weights];
    free.forEach((k, i) => {
      moved[k] = Math.max(0, weights[k]! + share * steps[i]!);
    });
    const next = await at(moved);
    if (next.loss < loss) return next;
  }
  return undefined;
}

async function read(compute: () => tf.Tensor): Promise<number[]> {
  const tensor = tf.tidy(compute);
  const values = await tensor.data();
  tensor.dispose();
  return Array.from(values);
}
