import { checkPointers } from "./check.js";
import { type Engine, type Pointer, splitRange } from "./engine.js";
import {
  blockSize,
  ceilTo,
  checkStatistics,
  describeScores,
  greatestScore,
  partBytes,
  placeScores,
  type ScoreOptions,
  safeShift,
  termsOf,
} from "./scores.js";

export interface ScoreStatisticsGradientOptions extends ScoreOptions {
  excludeDiagonal?: boolean;
  /** Outputs of `scoreStatistics` for the same inputs. */
  rowLogMeanExp: Pointer;
  columnLogMeanExp: Pointer;
  /** Gradients of its outputs: `[min(n, m)]`, `[n]`, `[m]`. */
  dDiagonal: Pointer;
  dRow: Pointer;
  dColumn: Pointer;
  /** Receives the gradient of `u`, `[n, d]`. */
  dU: Pointer;
  /** Receives the gradient of `v`, `[m, d]`. */
  dV: Pointer;
  /** Receives the gradient of `alpha`, `[n]`; default not wanted. */
  dAlpha?: Pointer;
  /** Receives the gradient of `beta`, `[m]`; default not wanted. */
  dBeta?: Pointer;
}

/** A log sum of exponentials further than this below the shift may have lost digits. */
const lowestLogSum = -55;

export function scoreStatisticsGradient(engine: Engine, options: ScoreStatisticsGradientOptions): number {
  const { n, m, d, scale, excludeDiagonal = false, dDiagonal, dU, dV, dAlpha, dBeta } = options;
  checkStatistics("scoreStatisticsGradient", options);
  const { rowLogMeanExp, columnLogMeanExp, dRow, dColumn } = options;
  checkPointers("scoreStatisticsGradient", { rowLogMeanExp, columnLogMeanExp, dRow, dColumn, dDiagonal, dU, dV });
  const parts = splitRange(n, engine.threads, blockSize);
  const [columns, depth] = [ceilTo(m, 8), ceilTo(d, 8)];
  const more = 2 * blockSize * depth * 4;
  const pieces = placeScores(engine, options, {
    weights: 64 * parts.length,
    blocks: ceilTo(m, blockSize) * depth * 4,
    row: n * 4,
    column: columns * 4,
    rowShift: n * 4,
    columnShift: columns * 4,
    dAlpha: n * 4,
    dBeta: columns * 4 * parts.length,
    dv: m * depth * 4 * parts.length,
    parts: partBytes(d, more) * parts.length,
  });
  engine.runParts(
    "packGradientBlocks",
    splitRange(Math.ceil(m / blockSize), engine.threads, 16).map((range) => [options.v, m, d, ...range, pieces.blocks]),
  );
  const shift = writeWeights(engine, options, pieces);
  describeScores(engine, options, pieces, { unit: Math.LOG2E, shift: shift ?? 0, excludeDiagonal });
  engine.float32(pieces.dv, m * depth * parts.length).fill(0);
  engine.float32(pieces.dBeta, columns * parts.length).fill(0);
  const shifts = shift === undefined ? [pieces.rowShift, pieces.columnShift] : [0, 0];
  const dScale = engine.runParts(
    "scoreGradients",
    parts.map((range, i) => {
      const weights = pieces.weights + 64 * i;
      const inputs = [pieces.blocks, pieces.row, pieces.column, ...shifts, dDiagonal];
      const sums = [pieces.dv + i * m * depth * 4, dAlpha ?? pieces.dAlpha, pieces.dBeta + i * columns * 4];
      engine.int32(weights, 10).set([...inputs, dU, ...sums]);
      return [pieces.scores, weights, scale * Math.LOG2E, scale, ...range, pieces.parts + i * partBytes(d, more)];
    }),
  );
  engine.call("sumParts", pieces.dv, parts.length, m, d, 8, scale, dV);
  if (dBeta) engine.call("sumParts", pieces.dBeta, parts.length, 1, m, 8, 1, dBeta);
  return dScale.reduce((sum, value) => sum + value, 0);
}

type WeightPieces = Record<"bounds" | "row" | "column" | "rowShift" | "columnShift", Pointer>;

/**
 * Writes the weights of exp(S) for rows and columns. Where one shift serves all scores, returns it: then the weights hold
 * the normalisers too. Otherwise returns undefined, and the normalisers' logarithms are written beside the weights.
 */
function writeWeights(
  engine: Engine,
  options: ScoreStatisticsGradientOptions,
  pieces: WeightPieces,
): number | undefined {
  const { n, m, rowLogMeanExp, columnLogMeanExp, dRow, dColumn, excludeDiagonal = false } = options;
  const shift = safeShift(greatestScore(engine, options, pieces.bounds));
  const sides = [
    {
      count: n,
      terms: termsOf(m, excludeDiagonal),
      log: rowLogMeanExp,
      given: dRow,
      to: pieces.row,
      logTo: pieces.rowShift,
    },
    {
      count: m,
      terms: termsOf(n, excludeDiagonal),
      log: columnLogMeanExp,
      given: dColumn,
      to: pieces.column,
      logTo: pieces.columnShift,
    },
  ];
  const bounded = sides.every(({ count, terms, log }) =>
    engine.float32(log, count).every((value, i) => value - shift + Math.log(terms(i)) > lowestLogSum),
  );
  for (const { count, terms, log, given, to, logTo } of sides) {
    const [logs, gradients] = [engine.float32(log, count), engine.float32(given, count)];
    const [weights, shifts] = [to, logTo].map((piece) => engine.float32(piece, ceilTo(count, 8)).fill(0, count));
    for (let i = 0; i < count; i++) {
      weights![i] = (gradients[i]! / terms(i)) * (bounded ? Math.exp(shift - logs[i]!) : 1);
      shifts![i] = logs[i]! * Math.LOG2E;
    }
  }
  return bounded ? shift : undefined;
}
