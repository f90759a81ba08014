import * as tf from "@tensorflow/tfjs-core";
import type { CompleteScoreForm } from "./score.js";

/** As many rows of a tile as keep it near 2²⁰ entries. */
export const defaultTileRows = (columns: number): number => Math.ceil(2 ** 20 / columns);

/** The rows of a matrix in tiles of so many, the last one shorter. */
export function* tiles(n: number, tileRows: number): Generator<[start: number, size: number]> {
  const size = Math.max(1, Math.min(n, Math.floor(tileRows)));
  for (let start = 0; start < n; start += size) yield [start, Math.min(size, n - start)];
}

/** Rows start … start + size − 1 of the score matrix. */
export function scoreTile(form: CompleteScoreForm, start: number, size: number): tf.Tensor2D {
  const { u, v, scale, alpha, beta } = form;
  const products = tf.mul(tf.matMul(tf.slice(u, start, size), v, false, true), scale);
  return tf.add(tf.add(products, column(tf.slice(alpha, start, size))), beta) as tf.Tensor2D;
}

export const column = (vector: tf.Tensor) => tf.reshape(vector, [-1, 1]);

/**
 * The gradients of a form from the slopes `G[i, j]` at its scores, tile by tile:
 * dU = scale G V, dV = scale Gᵀ U, dα = G 1, dβ = Gᵀ 1, dscale = Σ G ∘ U Vᵀ.
 */
export function formGradients(
  form: CompleteScoreForm,
  tileRows: number,
  slopes: (start: number, size: number) => tf.Tensor,
): CompleteScoreForm {
  const { u, v, scale } = form;
  const du: tf.Tensor2D[] = [];
  const dAlpha: tf.Tensor1D[] = [];
  let dv: tf.Tensor2D = tf.zerosLike(v);
  let dBeta = tf.zerosLike(form.beta);
  for (const [start, size] of tiles(u.shape[0], tileRows)) {
    const step = tf.tidy(() => {
      const gradient = slopes(start, size) as tf.Tensor2D;
      return {
        du: tf.matMul<tf.Tensor2D>(gradient, v),
        dAlpha: tf.sum(gradient, 1) as tf.Tensor1D,
        dv: tf.add<tf.Tensor2D>(dv, tf.matMul(gradient, tf.slice(u, start, size), true, false)),
        dBeta: tf.add(dBeta, tf.sum(gradient, 0)) as tf.Tensor1D,
      };
    });
    tf.dispose([dv, dBeta]);
    du.push(step.du);
    dAlpha.push(step.dAlpha);
    dv = step.dv;
    dBeta = step.dBeta;
  }
  const unscaled = tf.concat(du);
  return {
    u: tf.mul(unscaled, scale),
    v: tf.mul(dv, scale),
    scale: tf.sum(tf.sum(tf.mul(unscaled, u), 1)),
    alpha: tf.concat(dAlpha),
    beta: dBeta,
  };
}
