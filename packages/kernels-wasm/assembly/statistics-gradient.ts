// Gradient of the score statistics: G = row weights x exp(S - row) + column weights x exp(S - column) + diagonal, formed
// again block by block, and its products dU += G V, dV += Gᵀ U while the block is in cache.
import { packPanels } from "./blocks";
import { exp2, sumLanes } from "./exponential";
import { blockSize, blockStride, diagonalInBlock, dotRows, hideDiagonal, packScoreRows, scoreBlock, Scores } from "./scores";
import { addProduct } from "./products";
import { panelCount } from "./tile";

/** What the gradient is taken of, as TypeScript writes it: one 32-bit integer a field. */
@unmanaged
export class Weights {
  /** V in blocks of 64 rows, each in panels [depth / 8][rows][8], see packPanels. */
  blocks: usize;
  /** [rows] and [columns to a multiple of 8]. */
  row: usize;
  column: usize;
  /** Base 2 logarithms subtracted from the scores before the exponential, like `row` and `column`; 0 if scores are bounded. */
  rowShift: usize;
  columnShift: usize;
  /** [min(rows, columns)]. */
  diagonal: usize;
  /** Outputs: dU; sums of Gᵀ U [columns][depth to a multiple of 8] and of G's columns and rows. */
  du: usize;
  dv: usize;
  dAlpha: usize;
  dBeta: usize;
}

@inline
function blockBytes(depth: i32): usize {
  return panelCount(depth) * blockSize << 5;
}

/** Packs blocks [begin, end) of V for `Weights.blocks`. */
export function packGradientBlocks(v: usize, columns: i32, depth: i32, begin: i32, end: i32, out: usize): void {
  for (let b = begin; b < end; b++) {
    const first = b * blockSize;
    packPanels(v + ((<usize>first * depth) << 2), depth << 2, false, min(blockSize, columns - first), depth, out + b * blockBytes(depth));
  }
}

/** Gradient contributions of the rows [begin, end); dv and dBeta are added to. Returns the sum of u_i · (G V)_i. */
export function scoreGradients(
  scores: usize, weights: usize, scaleBase2: f32, scale: f32, begin: i32, end: i32, scratch: usize,
): f64 {
  const s = changetype<Scores>(scores), w = changetype<Weights>(weights);
  const stride = <usize>panelCount(s.depth) << 5;
  const block = scratch, sums = block + blockSize * blockStride, own = sums + blockSize * stride, quads = own + blockBytes(s.depth);
  let dScale: f64 = 0;
  for (let row = begin; row < end; row += blockSize) {
    const rows = min(blockSize, end - row), u = s.u + ((<usize>row * s.depth) << 2);
    packScoreRows(s, row, rows, scaleBase2, quads);
    packPanels(u, s.depth << 2, false, rows, s.depth, own);
    memory.fill(sums, 0, blockSize * stride);
    memory.fill(w.dAlpha + (row << 2), 0, rows << 2);
    for (let column = 0; column < s.columns; column += blockSize) {
      const columns = min(blockSize, s.columns - column);
      scoreBlock(s, quads, rows, column, columns, block);
      hideDiagonal(s, row, rows, column, columns, block);
      if (w.rowShift) weighShifted(s, w, block, row, rows, column, columns);
      else weigh(s, w, block, row, rows, column, columns);
      addDiagonal(w, block, row, rows, column, columns);
      addProduct(block, blockStride, 4, w.blocks + (column / blockSize) * blockBytes(s.depth), sums, stride, rows, columns, s.depth);
      addProduct(block, 4, blockStride, own, w.dv + column * stride, stride, columns, rows, s.depth);
    }
    dScale += finishRows(sums, stride, u, w.du + ((<usize>row * s.depth) << 2), rows, s.depth, scale);
  }
  return dScale;
}

/** Turns scores into G: one exponential, 2^t (row weight + column weight). */
function weigh(s: Scores, w: Weights, block: usize, row: i32, rows: i32, column: i32, columns: i32): void {
  const bytes = <usize>((columns + 7) & ~7) << 2, dBeta = w.dBeta + (column << 2), weights = w.column + (column << 2);
  for (let r = row; r < row + rows; r++, block += blockStride) {
    const offset = v128.load32_splat(s.alpha + (r << 2)), weight = v128.load32_splat(w.row + (r << 2));
    let sum = f32x4.splat(0);
    for (let c: usize = 0; c < bytes; c += 16) {
      const e = exp2(f32x4.add(v128.load(block + c), offset));
      const g = f32x4.mul(e, f32x4.add(weight, v128.load(weights + c)));
      sum = f32x4.add(sum, g);
      v128.store(block + c, g);
      v128.store(dBeta + c, f32x4.add(v128.load(dBeta + c), g));
    }
    addTo(w.dAlpha + (r << 2), sumLanes(sum));
  }
}

/** Turns scores into G where no common shift is safe: an exponential each for row and column. */
function weighShifted(s: Scores, w: Weights, block: usize, row: i32, rows: i32, column: i32, columns: i32): void {
  const bytes = <usize>((columns + 7) & ~7) << 2, dBeta = w.dBeta + (column << 2);
  const weights = w.column + (column << 2), shifts = w.columnShift + (column << 2);
  for (let r = row; r < row + rows; r++, block += blockStride) {
    const offset = v128.load32_splat(s.alpha + (r << 2)), weight = v128.load32_splat(w.row + (r << 2));
    const shift = v128.load32_splat(w.rowShift + (r << 2));
    let sum = f32x4.splat(0);
    for (let c: usize = 0; c < bytes; c += 16) {
      const t = f32x4.add(v128.load(block + c), offset);
      const byRow = f32x4.mul(weight, exp2(f32x4.sub(t, shift)));
      const byColumn = f32x4.mul(v128.load(weights + c), exp2(f32x4.sub(t, v128.load(shifts + c))));
      const g = f32x4.add(byRow, byColumn);
      sum = f32x4.add(sum, g);
      v128.store(block + c, g);
      v128.store(dBeta + c, f32x4.add(v128.load(dBeta + c), g));
    }
    addTo(w.dAlpha + (r << 2), sumLanes(sum));
  }
}

@inline
function addTo(target: usize, value: f32): void {
  store<f32>(target, load<f32>(target) + value);
}

function addDiagonal(w: Weights, block: usize, row: i32, rows: i32, column: i32, columns: i32): void {
  for (let r = 0; r < rows; r++) {
    const at = diagonalInBlock(row + r, column, columns);
    if (at < 0) continue;
    const d = load<f32>(w.diagonal + ((row + r) << 2));
    addTo(block + r * blockStride + (at << 2), d);
    addTo(w.dAlpha + ((row + r) << 2), d);
    addTo(w.dBeta + ((column + at) << 2), d);
  }
}

/** dU = scale G V; returns the sum of u · G V. */
function finishRows(sums: usize, stride: usize, u: usize, du: usize, rows: i32, depth: i32, scale: f32): f64 {
  let total: f64 = 0;
  for (let r = 0; r < rows; r++) {
    total += dotRows(u, sums, depth);
    for (let k = 0; k < depth; k++) store<f32>(du + (k << 2), scale * load<f32>(sums + (k << 2)));
    sums += stride;
    u += depth << 2;
    du += depth << 2;
  }
  return total;
}

/** out[count, depth] = scale times the sum over parts of partials[part][count][depth to a multiple of `grain`]. */
export function sumParts(partials: usize, parts: i32, count: i32, depth: i32, grain: i32, scale: f32, out: usize): void {
  const stride = <usize>((depth + grain - 1) / grain * grain) << 2, partBytes = count * stride;
  for (let i = 0; i < count; i++)
    for (let k = 0; k < depth; k++) {
      const at = partials + i * stride + (k << 2);
      let sum = load<f32>(at);
      for (let p = 1; p < parts; p++) sum += load<f32>(at + p * partBytes);
      store<f32>(out + ((<usize>i * depth + k) << 2), scale * sum);
    }
}
