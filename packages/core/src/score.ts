import * as tf from "@tensorflow/tfjs-core";
import { demand, describe } from "./errors.js";

/**
 * A score matrix in factored form: `S = scale · U Vᵀ + α 1ᵀ + 1 βᵀ`.
 * Every built-in alignment metric has this form, so one engine serves them all.
 */
export interface ScoreForm {
  /** `[n, d]` */
  readonly u: tf.Tensor2D;
  /** `[m, d]` */
  readonly v: tf.Tensor2D;
  /** The inverse temperature; 1 when absent. */
  readonly scale?: tf.Scalar;
  /** `[n]`, added to every entry of a row; zero when absent. */
  readonly alpha?: tf.Tensor1D;
  /** `[m]`, added to every entry of a column; zero when absent. */
  readonly beta?: tf.Tensor1D;
  /** `U Vᵀ` itself, `[n, m]`, where u and v give it too coarsely; memory O(n m). */
  readonly products?: tf.Tensor2D;
}

/** A score form with nothing left implicit. */
export type CompleteScoreForm = Required<Omit<ScoreForm, "products">>;

/** The parts of a complete form in the order in which an operation takes them. */
export type FormParts = [u: tf.Tensor2D, v: tf.Tensor2D, scale: tf.Scalar, alpha: tf.Tensor1D, beta: tf.Tensor1D];

export const toParts = ({ u, v, scale, alpha, beta }: CompleteScoreForm): FormParts => [u, v, scale, alpha, beta];

export const fromParts = ([u, v, scale, alpha, beta]: FormParts): CompleteScoreForm => ({ u, v, scale, alpha, beta });

/** Checks shapes and fills what is absent; the fillers belong to the surrounding `tf.tidy`. */
export function completeForm({ products, ...factors }: ScoreForm): CompleteScoreForm {
  const { u, v, scale, alpha, beta } = products ? { ...factors, u: products, v: tf.eye(products.shape[1]) } : factors;
  demand(u.rank === 2 && v.rank === 2 && u.shape[1] === v.shape[1], () => ({
    argument: "embeddings",
    expected: "u [n, d] and v [m, d] of one dimension d",
    received: `u ${describe(u)} and v ${describe(v)}`,
    remedy: "Give both encoders the same output dimension",
  }));
  const [n, m] = [u.shape[0], v.shape[0]];
  demand(n > 0 && m > 0, () => ({
    argument: "embeddings",
    expected: "at least one row on each side",
    received: `${n} rows of u and ${m} of v`,
  }));
  demandVector("alpha", alpha, n);
  demandVector("beta", beta, m);
  return { u, v, scale: scale ?? tf.scalar(1), alpha: alpha ?? tf.zeros([n]), beta: beta ?? tf.zeros([m]) };
}

/**
 * The score matrix itself, `[n, m]`; differentiable, O(n·m) memory. The caller disposes of it.
 *
 * @example
 * const matrix = scores({ u: tf.tensor2d([[1, 0]]), v: tf.tensor2d([[2, 0]]) }); // [[2]]
 */
export function scores(form: ScoreForm): tf.Tensor2D {
  return tf.tidy(() => {
    const { u, v, scale, alpha, beta } = completeForm(form);
    const products = tf.mul(tf.matMul(u, v, false, true), scale);
    return tf.add(tf.add(products, tf.reshape(alpha, [-1, 1])), beta) as tf.Tensor2D;
  });
}

/**
 * Scores of chosen pairs, `S[i, (i + shift) mod n]` for each i, `[n]`; differentiable, O(n·d).
 * With `shift` 0 this is the diagonal; any other shift pairs each u with somebody else's v.
 */
export function pairedScores(form: ScoreForm, shift = 0): tf.Tensor1D {
  return tf.tidy(() => {
    const { u, v, scale, alpha, beta } = completeForm(form);
    demandSquare(u, v);
    const products = tf.mul(tf.sum(tf.mul(u, roll(v, shift)), 1), scale);
    return tf.add(tf.add(products, alpha), roll(beta, shift)) as tf.Tensor1D;
  });
}

/** The form of `factor · S + offset`; what it makes of `form`'s parts belongs to the surrounding `tf.tidy`. */
export function affineScores(form: ScoreForm, factor: tf.Scalar, offset: tf.Scalar): CompleteScoreForm {
  const { u, v, scale, alpha, beta } = completeForm(form);
  return {
    u,
    v,
    scale: tf.mul(scale, factor),
    alpha: tf.mul(alpha, factor),
    beta: tf.add(tf.mul(beta, factor), offset),
  };
}

/** Refuses batches whose rows are not pairs. */
function demandSquare(u: tf.Tensor, v: tf.Tensor): void {
  demand(u.shape[0] === v.shape[0], () => ({
    argument: "pairs",
    expected: "as many rows of u as of v (row i of u belongs to row i of v)",
    received: `u ${describe(u)} and v ${describe(v)}`,
  }));
}

function demandVector(argument: string, vector: tf.Tensor1D | undefined, length: number): void {
  demand(!vector || (vector.rank === 1 && vector.shape[0] === length), () => ({
    argument,
    expected: `a vector of shape [${length}]`,
    received: describe(vector),
  }));
}

function roll<T extends tf.Tensor>(rows: T, shift: number): T {
  const n = rows.shape[0];
  const start = ((shift % n) + n) % n;
  if (start === 0) return rows;
  return tf.concat([tf.slice(rows, start, n - start), tf.slice(rows, 0, start)], 0) as T;
}
