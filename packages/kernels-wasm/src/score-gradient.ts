import { checkPointers } from "./check.js";
import { ceilTo, type Engine, type Pointer, padColumns, splitRange } from "./engine.js";
import { blockSize, describeScores, partBytes, placeScores, type ScoreOptions } from "./scores.js";

/** How a score becomes its slope; the order is that of `Slope` in assembly/statistics-gradient.ts. */
const slopes = ["exponential", "shifted", "sigmoid"] as const;

export interface ScoreGradientOptions extends ScoreOptions {
  excludeDiagonal?: boolean;
  /** Gradient of the diagonal, `[min(n, m)]`; default none. */
  dDiagonal?: Pointer;
  /** Receives the gradient of `u`, `[n, d]`. */
  dU: Pointer;
  /** Receives the gradient of `v`, `[m, d]`. */
  dV: Pointer;
  /** Receives the gradient of `alpha`, `[n]`; default not wanted. */
  dAlpha?: Pointer;
  /** Receives the gradient of `beta`, `[m]`; default not wanted. */
  dBeta?: Pointer;
}

/** Scratch for the weights of rows and columns (to a multiple of 8) and for what is subtracted beforehand. */
export type WeightPieces = Record<"bounds" | "row" | "column" | "rowShift" | "columnShift", Pointer>;

/** What the weights mean: the slope, the unit of the scores (log2 e for base 2) and the shift of all of them. */
interface Weighing {
  slope: (typeof slopes)[number];
  unit: number;
  shift: number;
  /** Exponentials kept by the forward pass, for "exponential". */
  kept?: Pointer;
}

/** Forms the slopes `writeWeights` asks for, their products with U and V, and their sums; returns the gradient of scale. */
export function scoreGradient(
  engine: Engine,
  kernel: string,
  options: ScoreGradientOptions,
  writeWeights: (pieces: WeightPieces) => Weighing,
): number {
  const { n, m, d, scale, excludeDiagonal = false, dDiagonal = 0, dU, dV, dAlpha, dBeta } = options;
  checkPointers(kernel, { dU, dV });
  const parts = splitRange(n, engine.threads, blockSize);
  const [columns, depth] = [padColumns(engine, m), padColumns(engine, d)];
  const partSize = partBytes(d, 2 * blockSize * depth * 4);
  // Without padding the first part's sums of dV lie where they end.
  const inPlace = depth === d;
  const partBytesOfV = m * depth * 4;
  const partials = parts.length - Number(inPlace);
  const pieces = placeScores(engine, options, {
    weights: 64 * parts.length,
    blocks: ceilTo(m, blockSize) * depth * 4,
    row: ceilTo(n, 8) * 4,
    column: columns * 4,
    rowShift: ceilTo(n, 8) * 4,
    columnShift: columns * 4,
    dAlpha: n * 4,
    dBeta: columns * 4 * parts.length,
    dv: partBytesOfV * partials,
    parts: partSize * parts.length,
  });
  packBlocks(engine, options, pieces.blocks);
  const { slope, unit, shift, kept } = writeWeights(pieces);
  describeScores(engine, options, pieces, { unit, shift, excludeDiagonal, kept });
  const firstDv = inPlace ? dV : pieces.dv;
  const otherDv = inPlace ? pieces.dv : pieces.dv + partBytesOfV;
  engine.float32(firstDv, m * depth).fill(0);
  engine.float32(otherDv, m * depth * (parts.length - 1)).fill(0);
  engine.float32(pieces.dBeta, columns * parts.length).fill(0);
  const { blocks, row, column, rowShift, columnShift } = pieces;
  const given = [blocks, row, column, rowShift, columnShift, dDiagonal, dU];
  const partial = parts.map((range, i) => {
    const dv = i === 0 ? firstDv : otherDv + (i - 1) * partBytesOfV;
    const sums = [dv, dAlpha || pieces.dAlpha, pieces.dBeta + i * columns * 4];
    const weights = pieces.weights + 64 * i;
    engine.int32(weights, 11).set([...given, ...sums, slopes.indexOf(slope)]);
    return [pieces.scores, weights, scale * unit, scale, ...range, pieces.parts + i * partSize];
  });
  const dScale = engine.runParts("scoreGradients", partial);
  engine.call("sumParts", firstDv, otherDv, parts.length, m, d, scale, dV);
  if (dBeta) engine.call("sumParts", pieces.dBeta, pieces.dBeta + columns * 4, parts.length, 1, m, 1, dBeta);
  return dScale.reduce((sum, value) => sum + value, 0);
}

/** Blocks of V below which another thread costs more than it brings. */
const grain = 16;

function packBlocks(engine: Engine, { v, m, d }: ScoreOptions, blocks: Pointer): void {
  engine.runParts(
    "packGradientBlocks",
    splitRange(Math.ceil(m / blockSize), engine.threads, grain).map((range) => [v, m, d, ...range, blocks]),
  );
}
