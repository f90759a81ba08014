import { ceilTo, type Engine, type Pointer, splitRange } from "./engine.js";
import {
  blockSize,
  describeScores,
  greatestScore,
  partBytes,
  placeScores,
  type ScoreOptions,
  type ScorePieces,
  safeShift,
} from "./scores.js";

/** Logarithms of the sums of exp(S) over rows and columns, by index. */
interface LogSums {
  /** Whether one shift served all scores. */
  bounded: boolean;
  row: (i: number) => number;
  column: (j: number) => number;
}

/** Below this, about e^-55, the greatest term may have lost digits to underflow; the same in assembly/statistics.ts. */
const smallestSum = 1.3e-24;

/** Sums over parts of the rows, each part with column sums of its own. */
interface Plan {
  engine: Engine;
  options: ScoreOptions;
  excludeDiagonal: boolean;
  parts: [begin: number, end: number][];
  /** Columns to a multiple of 8. */
  columns: number;
  pieces: ScorePieces<"rowSums" | "columnSums" | "rowMaxima" | "columnMaxima" | "parts">;
}

/** One exponential a score where that is safe; where a sum underflows, running maxima take over. */
export function logSums(engine: Engine, options: ScoreOptions, excludeDiagonal: boolean, kept?: Pointer): LogSums {
  const plan = makePlan(engine, options, excludeDiagonal);
  return boundedSums(plan, kept) ?? runningSums(plan);
}

function makePlan(engine: Engine, options: ScoreOptions, excludeDiagonal: boolean): Plan {
  const { n, m, d } = options;
  const parts = splitRange(n, engine.threads, blockSize);
  const columns = ceilTo(m, 8);
  const pieces = placeScores(engine, options, {
    rowSums: n * 8,
    columnSums: columns * 8 * parts.length,
    rowMaxima: n * 4,
    columnMaxima: columns * 4 * parts.length,
    parts: partBytes(d) * parts.length,
  });
  return { engine, options, excludeDiagonal, parts, columns, pieces };
}

function boundedSums(plan: Plan, kept?: Pointer): LogSums | undefined {
  const { engine, options, pieces, parts } = plan;
  const shift = safeShift(greatestScore(engine, options, pieces.bounds));
  const { rows, columns } = prepareSums(plan, shift, kept);
  const safe = engine.runParts(
    "boundedSums",
    parts.map((_, i) => [...problem(plan, i), pieces.rowSums, columnSumsOf(plan, i), scratchOf(plan, i)]),
  );
  addParts(columns, plan.columns);
  if (!safe.every(Boolean) || columns.subarray(0, options.m).some((sum) => sum < smallestSum)) return undefined;
  return { bounded: true, row: (i) => Math.log(rows[i]!) + shift, column: (j) => Math.log(columns[j]!) + shift };
}

function runningSums(plan: Plan): LogSums {
  const { engine, options, pieces, parts } = plan;
  const { rows, columns } = prepareSums(plan, 0);
  const rowMaxima = engine.float32(pieces.rowMaxima, options.n);
  const columnMaxima = engine.float32(pieces.columnMaxima, columns.length).fill(Number.NEGATIVE_INFINITY);
  const maximaOf = (part: number) => pieces.columnMaxima + part * plan.columns * 4;
  engine.runParts(
    "runningSums",
    parts.map((_, i) => [
      ...[...problem(plan, i), pieces.rowMaxima, pieces.rowSums],
      ...[maximaOf(i), columnSumsOf(plan, i), scratchOf(plan, i)],
    ]),
  );
  mergeParts(columnMaxima, columns, plan.columns);
  const log = (maxima: Float32Array, sums: Float64Array) => (i: number) => maxima[i]! * Math.LN2 + Math.log(sums[i]!);
  return { bounded: false, row: log(rowMaxima, rows), column: log(columnMaxima, columns) };
}

/** Describes the problem and clears the column sums. */
function prepareSums(
  { engine, options, excludeDiagonal, pieces, parts, columns }: Plan,
  shift: number,
  kept?: Pointer,
) {
  describeScores(engine, options, pieces, { unit: Math.LOG2E, shift, excludeDiagonal, kept });
  const columnSums = engine.float64(pieces.columnSums, columns * parts.length).fill(0);
  return { rows: engine.float64(pieces.rowSums, options.n), columns: columnSums };
}

const problem = ({ options, pieces, parts }: Plan, part: number) => [
  pieces.scores,
  options.scale * Math.LOG2E,
  ...parts[part]!,
];
const columnSumsOf = ({ pieces, columns }: Plan, part: number): Pointer => pieces.columnSums + part * columns * 8;
const scratchOf = ({ options, pieces }: Plan, part: number): Pointer => pieces.parts + part * partBytes(options.d);

/** Adds the parts' sums to the first part's. */
function addParts(sums: Float64Array, size: number): void {
  for (let i = size; i < sums.length; i++) sums[i % size]! += sums[i]!;
}

/** The same for sums relative to maxima of their own, in base 2. */
function mergeParts(maxima: Float32Array, sums: Float64Array, size: number): void {
  for (let i = size; i < sums.length; i++) {
    const first = i % size;
    const highest = Math.max(maxima[first]!, maxima[i]!);
    sums[first] = sums[first]! * 2 ** (maxima[first]! - highest) + sums[i]! * 2 ** (maxima[i]! - highest);
    maxima[first] = highest;
  }
}
