// Gradients of what is made of all scores: G, the slope at each score, is formed again block by block, and its products
// dU += G V, dV += Gᵀ U while the block is in cache.
import { packPanels } from "./blocks";
import { exp2, exp2Rows, sigmoid, sumPair } from "./exponential";
import { blockSize, blockStride, diagonalInBlock, dotRows, hideDiagonal, keptBlock, packScoreRows, scoreBlock, Scores } from "./scores";
import { addProduct } from "./products";
import { paddedRow } from "./panel";
import { madd } from "./tile";

/** How a score becomes a slope; the order of `slopes` in src/score-gradient.ts. */
const enum Slope {
  /** 2^t (row + column weight), from t formed again or 2^t kept. */
  exponential,
  /** row weight 2^(t - row shift) + column weight 2^(t - column shift). */
  shifted,
  /** row weight sigmoid(t), in natural units. */
  sigmoid,
}

/** What the gradient is taken of, as TypeScript writes it: one 32-bit integer a field. */
@unmanaged
export class Weights {
  /** V in blocks of 64 rows, each in panels, see packPanels. */
  blocks: usize;
  /** [rows] and [columns to a multiple of 8]. */
  row: usize;
  column: usize;
  /** Base 2 logarithms, shaped like `row` and `column`. */
  rowShift: usize;
  columnShift: usize;
  /** [min(rows, columns)]; 0: none. */
  diagonal: usize;
  /** Outputs: dU; sums of Gᵀ U [columns][depth to whole panels] and of G's columns and rows. */
  du: usize;
  dv: usize;
  dAlpha: usize;
  dBeta: usize;
  slope: i32;
}

@inline
function blockBytes(depth: i32): usize {
  return blockSize * paddedRow(depth);
}

/** Packs blocks [begin, end) of V for `Weights.blocks`. */
export function packGradientBlocks(v: usize, columns: i32, depth: i32, begin: i32, end: i32, out: usize): void {
  for (let b = begin; b < end; b++) {
    const first = b * blockSize;
    packPanels(v + ((<usize>first * depth) << 2), depth << 2, false, min(blockSize, columns - first), depth, out + b * blockBytes(depth));
  }
}

/** Gradient contributions of the rows [begin, end), with `scale` in the block's unit as blockScale; dv and dBeta are added to. Returns the sum of u_i · (G V)_i. */
export function scoreGradients(
  scores: usize, weights: usize, blockScale: f32, scale: f32, begin: i32, end: i32, scratch: usize,
): f64 {
  const s = changetype<Scores>(scores), w = changetype<Weights>(weights);
  const stride = paddedRow(s.depth);
  const block = scratch, sums = block + blockSize * blockStride, own = sums + blockSize * stride, quads = own + blockBytes(s.depth);
  let dScale: f64 = 0;
  for (let row = begin; row < end; row += blockSize) {
    const rows = min(blockSize, end - row), u = s.u + ((<usize>row * s.depth) << 2);
    if (!s.kept) packScoreRows(s, row, rows, blockScale, quads);
    packPanels(u, s.depth << 2, false, rows, s.depth, own);
    memory.fill(sums, 0, blockSize * stride);
    memory.fill(w.dAlpha + (row << 2), 0, rows << 2);
    for (let column = 0; column < s.columns; column += blockSize) {
      const columns = min(blockSize, s.columns - column);
      const kept = keptBlock(s, row, column);
      if (!kept) {
        scoreBlock(s, quads, rows, column, columns, block);
        hideDiagonal(s, row, rows, column, columns, block);
      }
      switch (w.slope) {
        case Slope.exponential: {
          if (!kept) exp2Rows(block, blockStride, rows, ((columns + 7) & ~7) << 2, s.alpha + (row << 2));
          formSlopes(Slope.exponential, s, w, kept || block, block, row, rows, column, columns);
          break;
        }
        case Slope.shifted: formSlopes(Slope.shifted, s, w, block, block, row, rows, column, columns); break;
        default: formSlopes(Slope.sigmoid, s, w, block, block, row, rows, column, columns);
      }
      addDiagonal(w, block, row, rows, column, columns);
      addProduct(block, blockStride, 4, w.blocks + (column / blockSize) * blockBytes(s.depth), sums, stride, rows, columns, s.depth);
      addProduct(block, 4, blockStride, own, w.dv + column * stride, stride, columns, rows, s.depth);
    }
    dScale += finishRows(sums, stride, u, w.du + ((<usize>row * s.depth) << 2), rows, s.depth, scale);
  }
  return dScale;
}

/** Turns scores, or for Slope.exponential their exponentials, into G, in pairs that can be fused; `from` may be `block`. */
@inline
function formSlopes(
  kind: Slope, s: Scores, w: Weights, from: usize, block: usize, row: i32, rows: i32, column: i32, columns: i32,
): void {
  const bytes = <usize>((columns + 7) & ~7) << 2, first = <usize>column << 2;
  const dBeta = w.dBeta + first, columnWeights = w.column + first, columnShifts = w.columnShift + first;
  for (let r = row; r < row + rows; r++, from += blockStride, block += blockStride) {
    const offset = v128.load32_splat(s.alpha + (r << 2)), weight = v128.load32_splat(w.row + (r << 2));
    const shift = v128.load32_splat(w.rowShift + (r << 2));
    let sum0 = f32x4.splat(0), sum1 = sum0;
    for (let c: usize = 0; c < bytes; c += 32) {
      const at = block + c, sums = dBeta + c, weights = columnWeights + c, shifts = columnShifts + c;
      const h0 = v128.load(from + c), h1 = v128.load(from + c, 16);
      const t0 = kind == Slope.exponential ? h0 : f32x4.add(h0, offset), t1 = kind == Slope.exponential ? h1 : f32x4.add(h1, offset);
      const g0 = slopeOf(kind, t0, weight, shift, v128.load(weights), v128.load(shifts));
      const g1 = slopeOf(kind, t1, weight, shift, v128.load(weights, 16), v128.load(shifts, 16));
      const s0 = f32x4.add(v128.load(sums), g0), s1 = f32x4.add(v128.load(sums, 16), g1);
      v128.store(at, g0);
      v128.store(at, g1, 16);
      v128.store(sums, s0);
      v128.store(sums, s1, 16);
      sum0 = f32x4.add(sum0, g0);
      sum1 = f32x4.add(sum1, g1);
    }
    addTo(w.dAlpha + (r << 2), sumPair(sum0, sum1));
  }
}

@inline
function slopeOf(kind: Slope, t: v128, row: v128, rowShift: v128, column: v128, columnShift: v128): v128 {
  if (kind == Slope.exponential) return f32x4.mul(t, f32x4.add(row, column));
  if (kind == Slope.sigmoid) return f32x4.mul(row, sigmoid(t));
  return madd(column, exp2(f32x4.sub(t, columnShift)), f32x4.mul(row, exp2(f32x4.sub(t, rowShift))));
}

@inline
function addTo(target: usize, value: f32): void {
  store<f32>(target, load<f32>(target) + value);
}

function addDiagonal(w: Weights, block: usize, row: i32, rows: i32, column: i32, columns: i32): void {
  if (!w.diagonal) return;
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
    scaleRow(sums, du, depth, scale);
    sums += stride;
    u += depth << 2;
    du += depth << 2;
  }
  return total;
}

/** out = scale x. */
@inline
function scaleRow(x: usize, out: usize, count: i32, scale: f32): void {
  const whole = (<usize>count << 2) & ~15, end = <usize>count << 2, factor = f32x4.splat(scale);
  for (let at: usize = 0; at < whole; at += 16) v128.store(out + at, f32x4.mul(v128.load(x + at), factor));
  for (let at = whole; at < end; at += 4) store<f32>(out + at, scale * load<f32>(x + at));
}

/** out[count, depth] = scale times the sum of the parts [count][depth to whole panels], of which the first is used up and may be out. */
export function sumParts(first: usize, others: usize, parts: i32, count: i32, depth: i32, scale: f32, out: usize): void {
  const stride = paddedRow(depth), partBytes = count * stride;
  for (let i = 0; i < count; i++) {
    const row = first + i * stride, other = others + i * stride;
    for (let p = 0; p < parts - 1; p++)
      for (let at: usize = 0; at < stride; at += 16)
        v128.store(row + at, f32x4.add(v128.load(row + at), v128.load(other + p * partBytes + at)));
    scaleRow(row, out + ((<usize>i * depth) << 2), depth, scale);
  }
}
