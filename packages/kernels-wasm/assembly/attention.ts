// Fused attention, head by head: softmax(scale Q Kᵀ) V in blocks of 64 queries and keys with running maxima, so memory is
// linear in the number of tokens. The gradient forms the weights again from the rows' saved log-sum-exp.
import { copyBlock, packPanels, packQuads } from "./blocks";
import { exp2Rows, exp2Scalar, ln2, log, log2e, maxPair, sumLanes, sumPair } from "./exponential";
import { addProduct, formBlock } from "./products";
import { blockSize, blockStride, hidden, scoreOffsets } from "./scores";
import { paddedRow, panelRow } from "./panel";
import { madd } from "./tile";
import { zeroRow } from "./workspace";

/** The problem, as TypeScript writes it: one 32-bit integer a field; strides in floats. */
@unmanaged
export class Attention {
  q: usize;
  k: usize;
  v: usize;
  out: usize;
  /** Σ_j exp of each row of scores, as natural logarithm: [batch, heads, queries]. */
  logSum: usize;
  heads: i32;
  queries: i32;
  keys: i32;
  depth: i32;
  causal: i32;
  qBatch: i32; qHead: i32; qRow: i32;
  kBatch: i32; kHead: i32; kRow: i32;
  vBatch: i32; vHead: i32; vRow: i32;
  outBatch: i32; outHead: i32; outRow: i32;
  /** Only for the gradient, laid out like out, q, k and v. */
  dOut: usize;
  dq: usize;
  dk: usize;
  dv: usize;
}

@inline
function headOffset(a: Attention, index: i32, batchStride: i32, headStride: i32): usize {
  return (<usize>(index / a.heads) * batchStride + (index % a.heads) * headStride) << 2;
}

@inline
function maskBytes(a: Attention): usize {
  return <usize>((a.keys + 63) & ~63) << 2;
}

@inline
function rowStride(a: Attention): usize {
  return paddedRow(a.depth);
}

/** Bytes of keys in panels, and of values in blocks of panels. */
@inline
function packedBytes(a: Attention): usize {
  return ((a.keys + 63) & ~63) * rowStride(a);
}

/** Packs rows in blocks of 64, each in panels, see packPanels. */
function packBlocks(x: usize, stride: usize, rows: i32, a: Attention, out: usize): void {
  for (let r = 0; r < rows; r += blockSize)
    packPanels(x + r * stride, stride, false, min(blockSize, rows - r), a.depth, out + r * rowStride(a));
}

/** What is added to the scores of every key, `hidden` past the last: [keys to a multiple of 64]. */
@inline
function writeMask(a: Attention, mask: usize): void {
  scoreOffsets(0, a.keys, <i32>(maskBytes(a) >> 2), 0, 0, mask);
}

/** Scores of a block in base 2, `hidden` where a key does not exist or lies in the future. */
function formScores(
  a: Attention, quads: usize, keyPanels: usize, mask: usize, row: i32, rows: i32, column: i32, columns: i32, block: usize,
): void {
  const panels = keyPanels + ((<usize>column * a.depth) << 2);
  formBlock(quads, panels, a.depth, mask + (column << 2), panelRow, block, blockStride, rows, columns);
  if (!a.causal) return;
  for (let r = 0; r < rows; r++)
    for (let c = max(0, row + r + 1 - column); c < columns; c++) store<f32>(block + r * blockStride + (c << 2), hidden);
}

/** Packs query rows into quads with the scale, in base 2. */
function packQueries(q: usize, stride: usize, a: Attention, rows: i32, scale: f32, quads: usize): void {
  packQuads(q, stride, false, a.depth, rows, quads);
  const end = quads + ((((rows + 3) & ~3) * a.depth) << 2), factor = f32x4.splat(scale * log2e);
  for (; quads < end; quads += 16) v128.store(quads, f32x4.mul(v128.load(quads), factor));
}

/** out and logSum of the heads [begin, end) of all batches. */
export function attention(problem: usize, scale: f32, begin: i32, end: i32, scratch: usize): void {
  const a = changetype<Attention>(problem);
  const block = scratch, maxima = block + blockSize * blockStride, totals = maxima + blockStride;
  const offsets = totals + blockStride, mask = offsets + blockStride;
  const keyPanels = mask + maskBytes(a), values = keyPanels + packedBytes(a), sums = values + packedBytes(a);
  const quads = sums + blockSize * rowStride(a);
  writeMask(a, mask);
  for (let h = begin; h < end; h++) {
    packPanels(a.k + headOffset(a, h, a.kBatch, a.kHead), a.kRow << 2, true, a.depth, a.keys, keyPanels);
    packBlocks(a.v + headOffset(a, h, a.vBatch, a.vHead), a.vRow << 2, a.keys, a, values);
    const q = a.q + headOffset(a, h, a.qBatch, a.qHead), out = a.out + headOffset(a, h, a.outBatch, a.outHead);
    for (let row = 0; row < a.queries; row += blockSize) {
      const rows = min(blockSize, a.queries - row);
      packQueries(q + ((row * a.qRow) << 2), a.qRow << 2, a, rows, scale, quads);
      startRows(maxima, totals, sums, blockSize * rowStride(a));
      for (let column = 0; column < (a.causal ? min(a.keys, row + rows) : a.keys); column += blockSize) {
        const columns = min(blockSize, a.keys - column);
        formScores(a, quads, keyPanels, mask, row, rows, column, columns, block);
        weighRows(block, rows, columns, maxima, totals, offsets, sums, rowStride(a));
        addProduct(block, blockStride, 4, values + column * rowStride(a), sums, rowStride(a), rows, columns, a.depth);
      }
      finishRows(a, rows, maxima, totals, sums, out + ((row * a.outRow) << 2), a.logSum + ((<usize>h * a.queries + row) << 2));
    }
  }
}

function startRows(maxima: usize, totals: usize, sums: usize, bytes: usize): void {
  for (let r = 0; r < blockSize; r++) store<f32>(maxima + (r << 2), hidden);
  memory.fill(totals, 0, blockSize << 2);
  memory.fill(sums, 0, bytes);
}

/** Turns scores into weights below the raised maximum of each row; what was summed before is scaled down to match. */
function weighRows(
  block: usize, rows: i32, columns: i32, maxima: usize, totals: usize, offsets: usize, sums: usize, stride: usize,
): void {
  const bytes = <usize>((columns + 7) & ~7) << 2;
  for (let r = 0; r < rows; r++, sums += stride) {
    const before = load<f32>(maxima + (r << 2)), maximum = max(before, rowMaximum(block + r * blockStride, bytes));
    store<f32>(maxima + (r << 2), maximum);
    store<f32>(offsets + (r << 2), -maximum);
    if (maximum == before || before == hidden) continue;
    const factor = exp2Scalar(before - maximum);
    store<f32>(totals + (r << 2), load<f32>(totals + (r << 2)) * factor);
    scaleRow(sums, sums, stride, f32x4.splat(factor));
  }
  exp2Rows(block, blockStride, rows, bytes, offsets);
  for (let r = 0; r < rows; r++, block += blockStride)
    store<f32>(totals + (r << 2), load<f32>(totals + (r << 2)) + rowSum(block, bytes));
}

@inline
function rowMaximum(row: usize, bytes: usize): f32 {
  let high0 = f32x4.splat(hidden), high1 = high0;
  for (const end = row + bytes; row < end; row += 32) {
    const x0 = v128.load(row), x1 = v128.load(row, 16);
    high0 = f32x4.pmax(high0, x0);
    high1 = f32x4.pmax(high1, x1);
  }
  return maxPair(high0, high1);
}

@inline
function rowSum(row: usize, bytes: usize): f32 {
  let sum0 = f32x4.splat(0), sum1 = sum0;
  for (const end = row + bytes; row < end; row += 32) {
    const x0 = v128.load(row), x1 = v128.load(row, 16);
    sum0 = f32x4.add(sum0, x0);
    sum1 = f32x4.add(sum1, x1);
  }
  return sumPair(sum0, sum1);
}

@inline
function scaleRow(from: usize, to: usize, bytes: usize, factor: v128): void {
  for (let c: usize = 0; c < bytes; c += 16) v128.store(to + c, f32x4.mul(v128.load(from + c), factor));
}

function finishRows(a: Attention, rows: i32, maxima: usize, totals: usize, sums: usize, out: usize, logSum: usize): void {
  for (let r = 0; r < rows; r++, sums += rowStride(a)) {
    const total = load<f32>(totals + (r << 2));
    scaleRow(sums, sums, rowStride(a), f32x4.splat(1 / total));
    copyBlock(sums, 0, out + ((r * a.outRow) << 2), 0, 1, a.depth);
    store<f32>(logSum + (r << 2), <f32>(<f64>load<f32>(maxima + (r << 2)) * ln2 + log(total)));
  }
}

/** dq, dk and dv of the heads [begin, end) of all batches. */
export function attentionGradient(problem: usize, scale: f32, begin: i32, end: i32, scratch: usize): void {
  const a = changetype<Attention>(problem);
  const stride = rowStride(a), rowBytes = blockSize * stride, bytes = packedBytes(a);
  const block = scratch, slopes = block + blockSize * blockStride, offsets = slopes + blockSize * blockStride;
  const inners = offsets + blockStride, mask = inners + blockStride, quads = mask + maskBytes(a);
  const outQuads = quads + rowBytes, queries = outQuads + rowBytes, outs = queries + rowBytes, dq = outs + rowBytes;
  const keyPanels = dq + rowBytes, valuePanels = keyPanels + bytes, keys = valuePanels + bytes, dk = keys + bytes, dv = dk + bytes;
  writeMask(a, mask);
  for (let h = begin; h < end; h++) {
    const k = a.k + headOffset(a, h, a.kBatch, a.kHead), v = a.v + headOffset(a, h, a.vBatch, a.vHead);
    const q = a.q + headOffset(a, h, a.qBatch, a.qHead), outAt = headOffset(a, h, a.outBatch, a.outHead);
    packPanels(k, a.kRow << 2, true, a.depth, a.keys, keyPanels);
    packPanels(v, a.vRow << 2, true, a.depth, a.keys, valuePanels);
    packBlocks(k, a.kRow << 2, a.keys, a, keys);
    memory.fill(dk, 0, 2 * bytes);
    for (let row = 0; row < a.queries; row += blockSize) {
      const rows = min(blockSize, a.queries - row), qRow = q + ((row * a.qRow) << 2), outRow = outAt + ((row * a.outRow) << 2);
      packQueries(qRow, a.qRow << 2, a, rows, scale, quads);
      packPanels(qRow, a.qRow << 2, false, rows, a.depth, queries);
      packQuads(a.dOut + outRow, a.outRow << 2, false, a.depth, rows, outQuads);
      packPanels(a.dOut + outRow, a.outRow << 2, false, rows, a.depth, outs);
      memory.fill(dq, 0, rowBytes);
      prepareRows(a, rows, outRow, a.logSum + ((<usize>h * a.queries + row) << 2), offsets, inners);
      for (let column = 0; column < (a.causal ? min(a.keys, row + rows) : a.keys); column += blockSize) {
        const columns = min(blockSize, a.keys - column);
        formScores(a, quads, keyPanels, mask, row, rows, column, columns, block);
        formBlock(
          outQuads, valuePanels + ((<usize>column * a.depth) << 2), a.depth, zeroRow(), 0, slopes, blockStride, rows, columns,
        );
        exp2Rows(block, blockStride, rows, <usize>((columns + 7) & ~7) << 2, offsets);
        formSlopes(block, slopes, rows, columns, inners, scale);
        addProduct(block, 4, blockStride, outs, dv + column * stride, stride, columns, rows, a.depth);
        addProduct(slopes, blockStride, 4, keys + column * stride, dq, stride, rows, columns, a.depth);
        addProduct(slopes, 4, blockStride, queries, dk + column * stride, stride, columns, rows, a.depth);
      }
      copyBlock(dq, stride, a.dq + headOffset(a, h, a.qBatch, a.qHead) + ((row * a.qRow) << 2), a.qRow << 2, rows, a.depth);
    }
    copyBlock(dk, stride, a.dk + headOffset(a, h, a.kBatch, a.kHead), a.kRow << 2, a.keys, a.depth);
    copyBlock(dv, stride, a.dv + headOffset(a, h, a.vBatch, a.vHead), a.vRow << 2, a.keys, a.depth);
  }
}

/** What the rows of a block need: -log sum exp in base 2, and dOut · out. */
function prepareRows(a: Attention, rows: i32, outRow: usize, logSum: usize, offsets: usize, inners: usize): void {
  for (let r = 0; r < rows; r++, outRow += a.outRow << 2) {
    store<f32>(offsets + (r << 2), load<f32>(logSum + (r << 2)) * -log2e);
    store<f32>(inners + (r << 2), dot(a.dOut + outRow, a.out + outRow, a.depth));
  }
}

/** Turns dP into scale P (dP - dOut · out), row by row. */
function formSlopes(weights: usize, slopes: usize, rows: i32, columns: i32, inners: usize, scale: f32): void {
  const bytes = <usize>((columns + 7) & ~7) << 2, factor = f32x4.splat(scale);
  for (let r = 0; r < rows; r++, weights += blockStride, slopes += blockStride) {
    const inner = v128.load32_splat(inners + (r << 2));
    for (let c: usize = 0; c < bytes; c += 32) {
      const p = weights + c, at = slopes + c, p0 = v128.load(p), p1 = v128.load(p, 16);
      const g0 = f32x4.mul(f32x4.mul(p0, factor), f32x4.sub(v128.load(at), inner));
      const g1 = f32x4.mul(f32x4.mul(p1, factor), f32x4.sub(v128.load(at, 16), inner));
      v128.store(at, g0);
      v128.store(at, g1, 16);
    }
  }
}

function dot(x: usize, y: usize, count: i32): f32 {
  let lanes = f32x4.splat(0), i = 0;
  for (; i + 4 <= count; i += 4, x += 16, y += 16) lanes = madd(v128.load(x), v128.load(y), lanes);
  let sum = sumLanes(lanes);
  for (; i < count; i++, x += 4, y += 4) sum += load<f32>(x) * load<f32>(y);
  return sum;
}
