import * as tf from "@tensorflow/tfjs-core";
import type { CompleteScoreForm } from "./score.js";
import type { ScoreStatistics, StatisticsEngine } from "./statistics-engine.js";

/** Scores of masked pairs: far below any real score, yet `exp` and products stay finite. */
const MASKED = -1e30;

/** The engine in plain tensor operations, on tiles of whole rows; one tile is the dense reference. */
export function tiledEngine(tileRows: number): StatisticsEngine {
  return {
    forward: (form, excludeDiagonal) => forward(form, tileRows, excludeDiagonal),
    backward: (form, statistics, dy, excludeDiagonal) => backward(form, statistics, dy, tileRows, excludeDiagonal),
  };
}

interface Columns {
  readonly maximum: tf.Tensor1D;
  readonly sum: tf.Tensor1D;
}

function forward(form: CompleteScoreForm, tileRows: number, excludeDiagonal: boolean): ScoreStatistics {
  const [n, m] = [form.u.shape[0], form.v.shape[0]];
  const dropped = excludeDiagonal ? 1 : 0;
  const rows: tf.Tensor1D[] = [];
  let columns: Columns = { maximum: tf.fill([m], MASKED), sum: tf.zeros([m]) };
  for (const [start, size] of tiles(n, tileRows)) {
    const step = tf.tidy(() => {
      const tile = scoreTile(form, start, size, excludeDiagonal);
      return { row: tf.logSumExp(tile, 1) as tf.Tensor1D, ...accumulate(columns, tile) };
    });
    tf.dispose([columns.maximum, columns.sum]);
    rows.push(step.row);
    columns = step;
  }
  return {
    diagonal: diagonalOf(form),
    rowLogMeanExp: tf.sub(tf.concat(rows), Math.log(m - dropped)),
    columnLogMeanExp: tf.sub(tf.add(columns.maximum, tf.log(columns.sum)), Math.log(n - dropped)),
  };
}

/** Running column maxima and sums of `exp(S − maximum)` after one more tile. */
function accumulate({ maximum, sum }: Columns, tile: tf.Tensor2D): Columns {
  const raised = tf.maximum(maximum, tf.max(tile, 0)) as tf.Tensor1D;
  const kept = tf.mul(sum, tf.exp(tf.sub(maximum, raised)));
  return { maximum: raised, sum: tf.add(kept, tf.sum(tf.exp(tf.sub(tile, raised)), 0)) as tf.Tensor1D };
}

/**
 * With `G[i,j] = dr_i e^{S_ij − r_i}/m + dc_j e^{S_ij − c_j}/n + δ_ij dd_i`:
 * dU = scale G V, dV = scale Gᵀ U, dα = G 1, dβ = Gᵀ 1, dscale = Σ G ∘ U Vᵀ.
 */
function backward(
  form: CompleteScoreForm,
  statistics: ScoreStatistics,
  dy: ScoreStatistics,
  tileRows: number,
  excludeDiagonal: boolean,
): CompleteScoreForm {
  const { u, v, scale } = form;
  const [n, m] = [u.shape[0], v.shape[0]];
  const dropped = excludeDiagonal ? 1 : 0;
  const rowWeight = tf.div(dy.rowLogMeanExp, m - dropped);
  const columnWeight = tf.div(dy.columnLogMeanExp, n - dropped);
  const diagonal = tf.pad(dy.diagonal, [[0, n - dy.diagonal.shape[0]]]);

  const du: tf.Tensor2D[] = [];
  const dAlpha: tf.Tensor1D[] = [];
  let dv: tf.Tensor2D = tf.zerosLike(v);
  let dBeta = tf.zerosLike(form.beta);
  for (const [start, size] of tiles(n, tileRows)) {
    const step = tf.tidy(() => {
      const rows = <T extends tf.Tensor>(vector: T) => tf.slice(vector, start, size);
      const tile = scoreTile(form, start, size, excludeDiagonal);
      const byRow = tf.mul(tf.exp(tf.sub(tile, column(rows(statistics.rowLogMeanExp)))), column(rows(rowWeight)));
      const byColumn = tf.mul(tf.exp(tf.sub(tile, statistics.columnLogMeanExp)), columnWeight);
      const onDiagonal = tf.mul(identityTile(start, size, m), column(rows(diagonal)));
      const gradient = tf.add(tf.add(byRow, byColumn), onDiagonal) as tf.Tensor2D;
      return {
        du: tf.matMul<tf.Tensor2D>(gradient, v),
        dAlpha: tf.sum(gradient, 1) as tf.Tensor1D,
        dv: tf.add<tf.Tensor2D>(dv, tf.matMul(gradient, rows(u), true, false)),
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

function scoreTile(form: CompleteScoreForm, start: number, size: number, excludeDiagonal: boolean): tf.Tensor2D {
  const { u, v, scale, alpha, beta } = form;
  const products = tf.mul(tf.matMul(tf.slice(u, start, size), v, false, true), scale);
  const tile = tf.add(tf.add(products, column(tf.slice(alpha, start, size))), beta) as tf.Tensor2D;
  return excludeDiagonal ? tf.add(tile, tf.mul(identityTile(start, size, v.shape[0]), MASKED)) : tile;
}

function diagonalOf({ u, v, scale, alpha, beta }: CompleteScoreForm): tf.Tensor1D {
  const pairs = Math.min(u.shape[0], v.shape[0]);
  const head = <T extends tf.Tensor>(rows: T) => tf.slice(rows, 0, pairs);
  return tf.add(tf.add(tf.mul(tf.sum(tf.mul(head(u), head(v)), 1), scale), head(alpha)), head(beta));
}

/** Rows start … start + size − 1 of the identity with `width` columns. */
function identityTile(start: number, size: number, width: number): tf.Tensor2D {
  // tfjs refuses one-hot rows of a single column.
  const rows = tf.oneHot(tf.range(start, start + size, 1, "int32"), Math.max(2, width), 1, 0, "float32");
  return tf.slice(rows as tf.Tensor2D, [0, 0], [size, width]);
}

const column = (vector: tf.Tensor) => tf.reshape(vector, [-1, 1]);

function* tiles(n: number, tileRows: number): Generator<[start: number, size: number]> {
  const size = Math.max(1, Math.min(n, Math.floor(tileRows)));
  for (let start = 0; start < n; start += size) yield [start, Math.min(size, n - start)];
}
