// Blocks of the score matrix S = scale U Vᵀ + alpha 1ᵀ + 1 betaᵀ, formed in cache and never stored whole.
import { packQuads } from "./blocks";
import { formBlock } from "./products";
import { panelRow } from "./panel";
import { madd } from "./tile";

/** Rows and columns of a block: 16 KiB of floats. */
export const blockSize: i32 = 64;
/** Bytes from one row of a block to the next. */
export const blockStride: usize = 256;
/** What stands for a score that does not count. */
export const hidden: f32 = -1e30;

/** One score matrix, as TypeScript writes it into scratch memory: one 32-bit integer a field. */
@unmanaged
export class Scores {
  u: usize;
  rows: i32;
  columns: i32;
  depth: i32;
  /** V in panels, see packPanels. */
  panels: usize;
  /** [rows], in the unit of the block. */
  alpha: usize;
  /** [columns to whole panels], `hidden` past the last. */
  beta: usize;
  excludeDiagonal: i32;
  /** Where the exponentials stay for the gradient, block by block; 0: nowhere. */
  kept: usize;
}

/** Packs the rows of U from `first` on into quads, times `scale`. */
export function packScoreRows(s: Scores, first: i32, rows: i32, scale: f32, quads: usize): void {
  packQuads(s.u + ((first * s.depth) << 2), s.depth << 2, false, s.depth, rows, quads);
  const end = quads + (((rows + 3) & ~3) * s.depth << 2), factor = f32x4.splat(scale);
  for (; quads < end; quads += 16) v128.store(quads, f32x4.mul(v128.load(quads), factor));
}

/** block[r][c] = scaled u_r · v_c + beta_c, without alpha; columns padded to a multiple of 8. */
export function scoreBlock(s: Scores, quads: usize, rows: i32, column: i32, columns: i32, block: usize): void {
  const panels = s.panels + ((<usize>column * s.depth) << 2);
  formBlock(quads, panels, s.depth, s.beta + (column << 2), panelRow, block, blockStride, rows, columns);
}

/** Where the block at (row, column) is kept, 0 if it is not. */
@inline
export function keptBlock(s: Scores, row: i32, column: i32): usize {
  if (!s.kept) return 0;
  const across = (s.columns + blockSize - 1) / blockSize;
  return s.kept + <usize>(row / blockSize * across + column / blockSize) * (blockSize * blockStride);
}

/** Where row r meets the diagonal within the block, -1 if outside. */
@inline
export function diagonalInBlock(row: i32, column: i32, columns: i32): i32 {
  const at = row - column;
  return at >= 0 && at < columns ? at : -1;
}

/** Takes the diagonal's scores out of the block if the problem excludes them. */
export function hideDiagonal(s: Scores, row: i32, rows: i32, column: i32, columns: i32, block: usize): void {
  if (!s.excludeDiagonal) return;
  for (let r = 0; r < rows; r++) {
    const at = diagonalInBlock(row + r, column, columns);
    if (at >= 0) store<f32>(block + r * blockStride + (at << 2), hidden);
  }
}

/** out[i] = values[i] * factor + shift (0 for no values), `hidden` from count to padded. */
export function scoreOffsets(values: usize, count: i32, padded: i32, factor: f64, shift: f64, out: usize): void {
  for (let i = 0; i < count; i++) store<f32>(out + (i << 2), <f32>((values ? <f64>load<f32>(values + (i << 2)) : 0) * factor + shift));
  for (let i = count; i < padded; i++) store<f32>(out + (i << 2), hidden);
}

/** a · b in float64. */
export function dotRows(a: usize, b: usize, depth: i32): f64 {
  let sums = f64x2.splat(0), k = 0;
  for (; k + 2 <= depth; k += 2, a += 8, b += 8)
    sums = f64x2.add(sums, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(a)), f64x2.promote_low_f32x4(v128.load64_zero(b))));
  const last: f64 = k < depth ? <f64>load<f32>(a) * <f64>load<f32>(b) : 0;
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1) + last;
}

/** Writes what bounds the scores from above as float64: the greatest |x|, offset, and |scale| |x|^2 / 2 + offset over the rows x. */
export function scoreBounds(x: usize, offsets: usize, count: i32, depth: i32, scale: f64, out: usize): void {
  let length: f64 = 0, offset: f64 = -Infinity, both: f64 = -Infinity;
  for (let i = 0; i < count; i++) {
    const squared = fastSquaredLength(x + ((<usize>i * depth) << 2), depth);
    const own: f64 = offsets ? load<f32>(offsets + (i << 2)) : 0;
    length = max(length, squared);
    offset = max(offset, own);
    both = max(both, abs(scale) * squared * 0.5 + own);
  }
  store<f64>(out, Math.sqrt(length));
  store<f64>(out, offset, 8);
  store<f64>(out, both, 16);
}

function fastSquaredLength(x: usize, depth: i32): f64 {
  let sums = f32x4.splat(0), k = 0;
  for (; k + 4 <= depth; k += 4, x += 16) {
    const value = v128.load(x);
    sums = madd(value, value, sums);
  }
  let sum: f64 = <f64>f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
  for (; k < depth; k++, x += 4) sum += <f64>load<f32>(x) * load<f32>(x);
  return sum;
}

/** out[i] = scale u_i · v_i + alpha_i + beta_i for the pairs i < count. */
export function scoreDiagonal(
  u: usize, v: usize, depth: i32, scale: f64, alpha: usize, beta: usize, count: i32, out: usize,
): void {
  for (let i = 0; i < count; i++) {
    const at = (<usize>i * depth) << 2;
    const offsets = (alpha ? <f64>load<f32>(alpha + (i << 2)) : 0) + (beta ? <f64>load<f32>(beta + (i << 2)) : 0);
    store<f32>(out + (i << 2), <f32>(scale * dotRows(u + at, v + at, depth) + offsets));
  }
}
