import { refusal } from "@crosstilt/formats/refusal";
import { checkPointers, checkSizes } from "./check.js";
import { carve, ceilTo, type Engine, type Pointer, padColumns, splitRange } from "./engine.js";

/** A score matrix S = scale U Vᵀ + alpha 1ᵀ + 1 betaᵀ, never formed. */
export interface ScoreOptions {
  /** `[n, d]`. */
  u: Pointer;
  /** `[m, d]`. */
  v: Pointer;
  n: number;
  m: number;
  d: number;
  scale: number;
  /** `[n]`, default none. */
  alpha?: Pointer;
  /** `[m]`, default none. */
  beta?: Pointer;
}

/** Rows and columns of a block; see assembly/scores.ts. */
export const blockSize = 64;
const blockBytes = blockSize * blockSize * 4;

/**
 * Bytes of the exponentials of an n × m score matrix that `scoreStatistics` can keep.
 *
 * @example keptBytes(4096, 4096); // 67108864
 */
export const keptBytes = (n: number, m: number): number =>
  Math.ceil(n / blockSize) * Math.ceil(m / blockSize) * blockBytes;

/** Scratch of one part: a block of scores, its column sums, packed rows, and so many bytes more. */
export const partBytes = (d: number, more = 0) => ceilTo(blockBytes + blockSize * 4 * (d + 1) + more, 64);

export function checkScores(kernel: string, o: ScoreOptions): void {
  checkSizes(kernel, { n: o.n, m: o.m, d: o.d }, 1);
  checkPointers(kernel, { u: o.u, v: o.v });
  if (!Number.isFinite(o.scale))
    throw refusal({ argument: `${kernel}: scale`, expected: "a finite number", received: String(o.scale) });
}

/** Where the pieces of a score problem lie in scratch memory. */
export type ScorePieces<Name extends string> = Record<Name | keyof ReturnType<typeof commonSizes>, Pointer>;

function commonSizes(engine: Engine, { n, m, d }: ScoreOptions) {
  const columns = padColumns(engine, m);
  return { scores: 64, bounds: 64, panels: columns * d * 4, alpha: n * 4, beta: columns * 4 };
}

/** Rows of V below which another thread costs more than it brings: whole panels. */
const packGrain = 1024;

/** Reserves scratch for the problem and for pieces of the kernel's own, and packs V. */
export function placeScores<Name extends string>(
  engine: Engine,
  options: ScoreOptions,
  own: Record<Name, number>,
): ScorePieces<Name> {
  const pieces = carve(engine, { ...commonSizes(engine, options), ...own });
  const { v, m, d } = options;
  engine.runParts(
    "packPanels",
    splitRange(m, engine.threads, packGrain).map(([begin, end]) => [
      ...[v + begin * d * 4, d * 4, 1, d],
      ...[end - begin, pieces.panels + begin * d * 4],
    ]),
  );
  return pieces;
}

interface ScoreUnit {
  /** What one unit of a score becomes: log2 e for base 2. */
  unit: number;
  /** Subtracted from every score, in its own unit. */
  shift: number;
  excludeDiagonal: boolean;
  /** Where the exponentials stay for the gradient, or did. */
  kept?: Pointer;
}

/** Writes the problem's offsets and description. */
export function describeScores(
  engine: Engine,
  options: ScoreOptions,
  pieces: ScorePieces<never>,
  { unit, shift, excludeDiagonal, kept = 0 }: ScoreUnit,
): void {
  const { u, n, m, d, alpha = 0, beta = 0 } = options;
  engine.call("scoreOffsets", alpha, n, n, unit, -shift * unit, pieces.alpha);
  engine.call("scoreOffsets", beta, m, padColumns(engine, m), unit, 0, pieces.beta);
  const fields = [u, n, m, d, pieces.panels, pieces.alpha, pieces.beta, Number(excludeDiagonal), kept];
  engine.int32(pieces.scores, fields.length).set(fields);
}

/** The least of two upper bounds of all scores: Cauchy-Schwarz, and |scale u·v| ≤ |scale| (|u|² + |v|²) / 2. */
export function greatestScore(engine: Engine, options: ScoreOptions, bounds: Pointer): number {
  const { u, v, n, m, d, scale, alpha = 0, beta = 0 } = options;
  engine.call("scoreBounds", u, alpha, n, d, scale, bounds);
  engine.call("scoreBounds", v, beta, m, d, scale, bounds + 24);
  const [lengthU, offsetU, bothU, lengthV, offsetV, bothV] = engine.float64(bounds, 6);
  return Math.min(Math.abs(scale) * lengthU! * lengthV! + offsetU! + offsetV!, bothU! + bothV!);
}

/** Keeps exp(S - shift) within e^40: above float32's range it would overflow, far below it would underflow. */
export const safeShift = (greatest: number) => (greatest > 40 ? greatest - 40 : Math.min(greatest, 0));

/** How many scores the mean of row (or column) i is over, of `across` in all. */
export function termsOf(across: number, excludeDiagonal: boolean): (i: number) => number {
  return (i) => (excludeDiagonal && i < across ? across - 1 : across);
}

export function checkStatistics(kernel: string, o: ScoreOptions & { excludeDiagonal?: boolean }): void {
  checkScores(kernel, o);
  if (o.excludeDiagonal && Math.min(o.n, o.m) === 1)
    throw refusal({
      argument: `${kernel}: excludeDiagonal`,
      expected: "at least 2 rows and columns",
      received: `${o.n} x ${o.m}`,
    });
}
