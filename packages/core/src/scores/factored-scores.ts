import * as tf from "@tensorflow/tfjs-core";
import { demand } from "../errors.js";
import type { ScoreForm } from "../score.js";
import { countOf, type Embeddings } from "./embeddings.js";
import { exactBlocks } from "./exact-blocks.js";
import { demandFactors, type Factors } from "./factors.js";
import { fastBlocks } from "./fast-blocks.js";
import { mapScores } from "./map-scores.js";
import type { Scores } from "./scores.js";
import { type BlockBounds, candidateBlocks, canScreen } from "./screening.js";

/** {@link Scores} of factors. */
export interface FactoredScores extends Scores, Required<Factors> {
  transposed(): FactoredScores;
}

/**
 * The score matrix of embeddings that are numbers already; they stay the caller's.
 *
 * @throws when sides are empty or do not fit each other, or numbers are not finite.
 * @example
 * const { indices } = topK(factoredScores({ u: queries, v: gallery }), 10);
 */
export function factoredScores(factors: Factors): FactoredScores {
  demandFactors(factors);
  return uncheckedScores(factors);
}

/**
 * The score matrix of a score form whose tensors are read from the backend; they stay the caller's.
 *
 * @example
 * const scores = await readScores(metric.form(u, v, parameters));
 */
export async function readScores(form: ScoreForm): Promise<FactoredScores> {
  const read = async (tensor: tf.Tensor | undefined) => tensor && ((await tensor.data()) as Float32Array);
  const [u, v, scale, alpha, beta] = await Promise.all([form.u, form.v, form.scale, form.alpha, form.beta].map(read));
  const dimension = form.u.shape[1];
  return factoredScores({
    u: { vectors: u as Float32Array, dimension, bias: alpha },
    v: { vectors: v as Float32Array, dimension, bias: beta },
    scale: scale?.[0],
  });
}

/**
 * {@link factoredScores} of factors that were checked before; for galleries that are searched again and again.
 *
 * @param bounds those of v, of {@link blockBounds}, where they are known.
 */
export function uncheckedScores({ u, v, scale = 1 }: Factors, bounds?: readonly BlockBounds[]): FactoredScores {
  const factors = { u, v, scale };
  return {
    ...factors,
    shape: [countOf(u), countOf(v)],
    at: (i, j) => entry(factors, i, j),
    blocks: (tolerance = 0) => fastBlocks(factors, tolerance, bounds) ?? exactBlocks(factors),
    candidates: (k) => (canScreen(factors, k) ? candidateBlocks(factors, k, bounds) : null),
    transposed: () => uncheckedScores({ u: v, v: u, scale }),
  };
}

/**
 * Scores with prior probabilities of the columns: their logarithms join the scores, so that the softmax of a row is the
 * posterior (eq. 64). Frequencies are such a prior where a column stands for several equal entries.
 *
 * @param prior positive weights of the columns, `[m]`; they need not sum to 1.
 * @example
 * const [first] = topK(withPrior(scores, [0.9, 0.1]), 1).indices; // the most probable class
 */
export function withPrior<S extends Scores>(
  scores: S,
  prior: ArrayLike<number>,
): S extends FactoredScores ? FactoredScores : Scores;
export function withPrior(scores: Scores, prior: ArrayLike<number>): Scores {
  const [, m] = scores.shape;
  const weights = Array.from(prior);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  demand(weights.length === m && Number.isFinite(total) && weights.every((weight) => weight > 0), () => ({
    argument: "prior",
    expected: `${m} positive numbers, one for each column`,
    received: `[${weights.slice(0, 8).join(", ")}${weights.length > 8 ? ", …" : ""}]`,
  }));
  const logPrior = weights.map((weight) => Math.log(weight / total));
  if (!isFactored(scores)) return mapScores(scores, (score, j) => score + logPrior[j]!);
  const { u, v, scale } = scores;
  const bias = Float32Array.from(logPrior, (value, j) => (v.bias?.[j] ?? 0) + value);
  return uncheckedScores({ u, v: { ...v, bias }, scale });
}

const isFactored = (scores: Scores): scores is FactoredScores => "u" in scores && "v" in scores;

/**
 * The tensors of factors, for the differentiable statistics of a score form. The caller disposes of them.
 *
 * @example
 * const { rowLogMeanExp } = tf.tidy(() => scoreStatistics(toForm(scores)));
 */
export function toForm({ u, v, scale = 1 }: Factors): ScoreForm {
  const rows = ({ vectors, dimension }: Embeddings) => tf.tensor2d(vectors, [vectors.length / dimension, dimension]);
  return {
    u: rows(u),
    v: rows(v),
    scale: tf.scalar(scale),
    ...(u.bias && { alpha: tf.tensor1d(u.bias) }),
    ...(v.bias && { beta: tf.tensor1d(v.bias) }),
  };
}

/** One entry, by the same arithmetic as the exact blocks, so that equal entries are equal bits. */
function entry({ u, v, scale }: Required<Factors>, i: number, j: number): number {
  const [a, b] = [i * u.dimension, j * v.dimension];
  let product = 0;
  for (let t = 0; t < u.dimension; t++) product += u.vectors[a + t]! * v.vectors[b + t]!;
  return scale * product + (u.bias?.[i] ?? 0) + (v.bias?.[j] ?? 0);
}
