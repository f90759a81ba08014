import { checkPointers } from "./check.js";
import { ceilTo, type Engine, type Pointer } from "./engine.js";
import { type ScoreGradientOptions, scoreGradient, type WeightPieces } from "./score-gradient.js";
import { checkStatistics, greatestScore, safeShift, termsOf } from "./scores.js";

export interface ScoreStatisticsGradientOptions extends ScoreGradientOptions {
  /** Outputs of `scoreStatistics` for the same inputs. */
  rowLogMeanExp: Pointer;
  columnLogMeanExp: Pointer;
  /** Their gradients, `[n]` and `[m]`. */
  dRow: Pointer;
  dColumn: Pointer;
  /** What `scoreStatistics` kept, if it returned true; default: all scores are formed again. */
  kept?: Pointer;
}

/** A log sum of exponentials further than this below the shift may have lost digits. */
const lowestLogSum = -55;

export function scoreStatisticsGradient(engine: Engine, options: ScoreStatisticsGradientOptions): number {
  const kernel = "scoreStatisticsGradient";
  checkStatistics(kernel, options);
  const { rowLogMeanExp, columnLogMeanExp, dRow, dColumn } = options;
  checkPointers(kernel, { rowLogMeanExp, columnLogMeanExp, dRow, dColumn });
  return scoreGradient(engine, kernel, options, (pieces) => writeWeights(engine, options, pieces));
}

/** The rows or the columns: how many, and how many scores each one's mean is over. */
interface Side {
  count: number;
  terms: (i: number) => number;
  logMeanExp: Pointer;
  gradient: Pointer;
  weights: Pointer;
  shifts: Pointer;
}

/**
 * Weights of exp(S): gradient over terms. Where one shift serves all scores they hold the normalisers too; otherwise the
 * normalisers' logarithms are written beside them.
 */
function writeWeights(engine: Engine, options: ScoreStatisticsGradientOptions, pieces: WeightPieces) {
  const shift = safeShift(greatestScore(engine, options, pieces.bounds));
  const sides = sidesOf(options, pieces);
  const bounded = sides.every(({ count, terms, logMeanExp }) =>
    engine.float32(logMeanExp, count).every((value, i) => value - shift + Math.log(terms(i)) > lowestLogSum),
  );
  for (const side of sides) writeSide(engine, side, bounded ? shift : undefined);
  const [unit, { kept }] = [Math.LOG2E, options];
  return bounded ? { slope: "exponential" as const, unit, shift, kept } : { slope: "shifted" as const, unit, shift: 0 };
}

function sidesOf(options: ScoreStatisticsGradientOptions, pieces: WeightPieces): Side[] {
  const { n, m, rowLogMeanExp, columnLogMeanExp, dRow, dColumn, excludeDiagonal = false } = options;
  const rows = { count: n, terms: termsOf(m, excludeDiagonal), logMeanExp: rowLogMeanExp, gradient: dRow };
  const columns = { count: m, terms: termsOf(n, excludeDiagonal), logMeanExp: columnLogMeanExp, gradient: dColumn };
  return [
    { ...rows, weights: pieces.row, shifts: pieces.rowShift },
    { ...columns, weights: pieces.column, shifts: pieces.columnShift },
  ];
}

function writeSide(engine: Engine, side: Side, shift: number | undefined): void {
  const { count, terms } = side;
  const [logs, gradients] = [engine.float32(side.logMeanExp, count), engine.float32(side.gradient, count)];
  const padded = ceilTo(count, 8);
  const [weights, shifts] = [engine.float32(side.weights, padded), engine.float32(side.shifts, padded)];
  weights.fill(0, count);
  shifts.fill(0, count);
  for (let i = 0; i < count; i++) {
    weights[i] = (gradients[i]! / terms(i)) * (shift === undefined ? 1 : Math.exp(shift - logs[i]!));
    shifts[i] = logs[i]! * Math.LOG2E;
  }
}
