import * as tf from "@tensorflow/tfjs-core";
import type { CompleteScoreForm } from "./score.js";
import { column, formGradients, scoreTile, tiles } from "./score-tiles.js";
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
  const counts = entryCounts(n, m, excludeDiagonal);
  const rows: tf.Tensor1D[] = [];
  let columns: Columns = { maximum: tf.fill([m], MASKED), sum: tf.zeros([m]) };
  for (const [start, size] of tiles(n, tileRows)) {
    const step = tf.tidy(() => {
      const tile = maskedTile(form, start, size, excludeDiagonal);
      return { row: tf.logSumExp(tile, 1) as tf.Tensor1D, ...accumulate(columns, tile) };
    });
    tf.dispose([columns.maximum, columns.sum]);
    rows.push(step.row);
    columns = step;
  }
  return {
    diagonal: diagonalOf(form),
    rowLogMeanExp: tf.sub(tf.concat(rows), tf.log(counts.row)),
    columnLogMeanExp: tf.sub(tf.add(columns.maximum, tf.log(columns.sum)), tf.log(counts.column)),
  };
}

/** Running column maxima and sums of `exp(S − maximum)` after one more tile. */
function accumulate({ maximum, sum }: Columns, tile: tf.Tensor2D): Columns {
  const raised = tf.maximum(maximum, tf.max(tile, 0)) as tf.Tensor1D;
  const kept = tf.mul(sum, tf.exp(tf.sub(maximum, raised)));
  return { maximum: raised, sum: tf.add(kept, tf.sum(tf.exp(tf.sub(tile, raised)), 0)) as tf.Tensor1D };
}

/** Slopes `G[i,j] = dr_i e^{S_ij − r_i}/m + dc_j e^{S_ij − c_j}/n + δ_ij dd_i`. */
function backward(
  form: CompleteScoreForm,
  statistics: ScoreStatistics,
  dy: ScoreStatistics,
  tileRows: number,
  excludeDiagonal: boolean,
): CompleteScoreForm {
  const [n, m] = [form.u.shape[0], form.v.shape[0]];
  const counts = entryCounts(n, m, excludeDiagonal);
  const rowWeight = tf.div(dy.rowLogMeanExp, counts.row);
  const columnWeight = tf.div(dy.columnLogMeanExp, counts.column);
  const diagonal = tf.pad(dy.diagonal, [[0, n - dy.diagonal.shape[0]]]);
  return formGradients(form, tileRows, (start, size) => {
    const rows = <T extends tf.Tensor>(vector: T) => tf.slice(vector, start, size);
    const tile = maskedTile(form, start, size, excludeDiagonal);
    const byRow = tf.mul(tf.exp(tf.sub(tile, column(rows(statistics.rowLogMeanExp)))), column(rows(rowWeight)));
    const byColumn = tf.mul(tf.exp(tf.sub(tile, statistics.columnLogMeanExp)), columnWeight);
    const onDiagonal = tf.mul(identityTile(start, size, m), column(rows(diagonal)));
    return tf.add(tf.add(byRow, byColumn), onDiagonal);
  });
}

/** Entries that each row and each column is a mean of; those beyond the diagonal have nothing left out. */
function entryCounts(n: number, m: number, excludeDiagonal: boolean): { row: tf.Tensor1D; column: tf.Tensor1D } {
  const pairs = excludeDiagonal ? Math.min(n, m) : 0;
  const counts = (length: number, entries: number) =>
    tf.tensor1d(Array.from({ length }, (_, i) => (i < pairs ? entries - 1 : entries)));
  return { row: counts(n, m), column: counts(m, n) };
}

function maskedTile(form: CompleteScoreForm, start: number, size: number, excludeDiagonal: boolean): tf.Tensor2D {
  const tile = scoreTile(form, start, size);
  return excludeDiagonal ? tf.add(tile, tf.mul(identityTile(start, size, form.v.shape[0]), MASKED)) : tile;
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
