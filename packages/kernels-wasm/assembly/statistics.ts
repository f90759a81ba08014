// Row and column sums of exp(S), block by block. Blocks are in base 2: exp(s) = 2^(s log2 e).
import { addToTotals } from "./sums";
import { exp2, exp2Rows, exp2Scalar, maxLanes, softplus, sumPair } from "./exponential";
import { blockSize, blockStride, hideDiagonal, keptBlock, packScoreRows, scoreBlock, Scores } from "./scores";

/** Below this the largest term of a row may have lost digits to underflow: e^-55. */
const smallestSum: f64 = 1.3e-24;

/**
 * Sums of 2^t over the rows [begin, end), t bounded by 60 or so after the shift inside alpha: one exponential serves both
 * directions. rowSums[rows] and columnSums[columns] are float64; columnSums starts at zero. False, early, if a row underflows.
 * Blocks that are to be kept are formed where they stay.
 */
export function boundedSums(
  scores: usize, scale: f32, begin: i32, end: i32, rowSums: usize, columnSums: usize, scratch: usize,
): bool {
  const s = changetype<Scores>(scores);
  const partial = scratch + blockSize * blockStride, quads = partial + blockStride;
  for (let row = begin; row < end; row += blockSize) {
    const rows = min(blockSize, end - row);
    packScoreRows(s, row, rows, scale, quads);
    memory.fill(rowSums + (row << 3), 0, rows << 3);
    for (let column = 0; column < s.columns; column += blockSize) {
      const columns = min(blockSize, s.columns - column), block = keptBlock(s, row, column) || scratch;
      scoreBlock(s, quads, rows, column, columns, block);
      hideDiagonal(s, row, rows, column, columns, block);
      sumBlock(block, rows, columns, s.alpha + (row << 2), rowSums + (row << 3), partial);
      addToTotals(columnSums + (column << 3), partial, columns);
    }
    for (let r = row; r < row + rows; r++) if (load<f64>(rowSums + (r << 3)) < smallestSum) return false;
  }
  return true;
}

/** In pairs of neighbouring vectors, loads before stores, so that they can be fused. Replaces scores by exponentials, adds the block's row sums to rowSums and writes its column sums to `partial`. */
function sumBlock(block: usize, rows: i32, columns: i32, alpha: usize, rowSums: usize, partial: usize): void {
  const bytes = <usize>((columns + 7) & ~7) << 2;
  exp2Rows(block, blockStride, rows, bytes, alpha);
  memory.fill(partial, 0, bytes);
  for (let r = 0; r < rows; r++) {
    let sum0 = f32x4.splat(0), sum1 = sum0;
    for (let c: usize = 0; c < bytes; c += 32) {
      const at = block + c, sums = partial + c, e0 = v128.load(at), e1 = v128.load(at, 16);
      const p0 = f32x4.add(v128.load(sums), e0), p1 = f32x4.add(v128.load(sums, 16), e1);
      v128.store(sums, p0);
      v128.store(sums, p1, 16);
      sum0 = f32x4.add(sum0, e0);
      sum1 = f32x4.add(sum1, e1);
    }
    store<f64>(rowSums + (r << 3), load<f64>(rowSums + (r << 3)) + sumPair(sum0, sum1));
    block += blockStride;
  }
}

/**
 * The same for any scores, with running maxima: row i's sum is rowSums[i] 2^rowMaxima[i], likewise for columns.
 * columnMaxima[columns to a multiple of 8] starts at `hidden` or below, columnSums at zero.
 */
export function runningSums(
  scores: usize, scale: f32, begin: i32, end: i32,
  rowMaxima: usize, rowSums: usize, columnMaxima: usize, columnSums: usize, scratch: usize,
): void {
  const s = changetype<Scores>(scores);
  const block = scratch, partial = block + blockSize * blockStride, quads = partial + blockStride;
  for (let row = begin; row < end; row += blockSize) {
    const rows = min(blockSize, end - row);
    packScoreRows(s, row, rows, scale, quads);
    for (let r = row; r < row + rows; r++) {
      store<f32>(rowMaxima + (r << 2), -Infinity);
      store<f64>(rowSums + (r << 3), 0);
    }
    for (let column = 0; column < s.columns; column += blockSize) {
      const columns = min(blockSize, s.columns - column);
      scoreBlock(s, quads, rows, column, columns, block);
      hideDiagonal(s, row, rows, column, columns, block);
      raiseMaxima(s, block, row, rows, column, columns, rowMaxima, rowSums, columnMaxima, columnSums, partial);
      sumBelowMaxima(block, rows, columns, rowMaxima + (row << 2), rowSums + (row << 3), columnMaxima + (column << 2), partial);
      addToTotals(columnSums + (column << 3), partial, columns);
    }
  }
}

/** Adds alpha to the block, raises the maxima to what it holds and scales the sums down to match. */
function raiseMaxima(
  s: Scores, block: usize, row: i32, rows: i32, column: i32, columns: i32,
  rowMaxima: usize, rowSums: usize, columnMaxima: usize, columnSums: usize, partial: usize,
): void {
  const bytes = <usize>((columns + 7) & ~7) << 2, maxima = columnMaxima + (column << 2);
  memory.copy(partial, maxima, bytes);
  for (let r = 0; r < rows; r++, block += blockStride) {
    const offset = v128.load32_splat(s.alpha + ((row + r) << 2));
    let highest = f32x4.splat(-Infinity);
    for (let c: usize = 0; c < bytes; c += 32) {
      const at = block + c, maximum = partial + c;
      const t0 = f32x4.add(v128.load(at), offset), t1 = f32x4.add(v128.load(at, 16), offset);
      const m0 = f32x4.pmax(v128.load(maximum), t0), m1 = f32x4.pmax(v128.load(maximum, 16), t1);
      v128.store(at, t0);
      v128.store(at, t1, 16);
      v128.store(maximum, m0);
      v128.store(maximum, m1, 16);
      highest = f32x4.pmax(highest, f32x4.pmax(t0, t1));
    }
    raise(rowMaxima + ((row + r) << 2), rowSums + ((row + r) << 3), maxLanes(highest));
  }
  for (let c = 0; c < columns; c++)
    raise(maxima + (c << 2), columnSums + ((column + c) << 3), load<f32>(partial + (c << 2)));
}

function raise(maximum: usize, sum: usize, highest: f32): void {
  const before = load<f32>(maximum);
  if (highest <= before) return;
  store<f32>(maximum, highest);
  store<f64>(sum, load<f64>(sum) * exp2Scalar(before - highest));
}

function sumBelowMaxima(
  block: usize, rows: i32, columns: i32, rowMaxima: usize, rowSums: usize, columnMaxima: usize, partial: usize,
): void {
  const bytes = <usize>((columns + 7) & ~7) << 2;
  memory.fill(partial, 0, bytes);
  for (let r = 0; r < rows; r++, block += blockStride) {
    const highest = v128.load32_splat(rowMaxima + (r << 2));
    let sum0 = f32x4.splat(0), sum1 = sum0;
    for (let c: usize = 0; c < bytes; c += 32) {
      const at = block + c, sums = partial + c, maxima = columnMaxima + c, t0 = v128.load(at), t1 = v128.load(at, 16);
      const p0 = f32x4.add(v128.load(sums), exp2(f32x4.sub(t0, v128.load(maxima))));
      const p1 = f32x4.add(v128.load(sums, 16), exp2(f32x4.sub(t1, v128.load(maxima, 16))));
      v128.store(sums, p0);
      v128.store(sums, p1, 16);
      sum0 = f32x4.add(sum0, exp2(f32x4.sub(t0, highest)));
      sum1 = f32x4.add(sum1, exp2(f32x4.sub(t1, highest)));
    }
    store<f64>(rowSums + (r << 3), load<f64>(rowSums + (r << 3)) + sumPair(sum0, sum1));
  }
}

/** out[i] = Σ_j log(1 + exp(S_ij)) for the rows [begin, end); scores in natural units. */
export function softplusSums(scores: usize, scale: f32, begin: i32, end: i32, out: usize, scratch: usize): void {
  const s = changetype<Scores>(scores);
  const block = scratch, quads = block + blockSize * blockStride;
  for (let row = begin; row < end; row += blockSize) {
    const rows = min(blockSize, end - row);
    packScoreRows(s, row, rows, scale, quads);
    memory.fill(out + (row << 2), 0, rows << 2);
    for (let column = 0; column < s.columns; column += blockSize) {
      const columns = min(blockSize, s.columns - column);
      scoreBlock(s, quads, rows, column, columns, block);
      hideDiagonal(s, row, rows, column, columns, block);
      for (let r = 0; r < rows; r++) {
        const at = out + ((row + r) << 2);
        store<f32>(at, load<f32>(at) + softplusRow(block + r * blockStride, columns, load<f32>(s.alpha + ((row + r) << 2))));
      }
    }
  }
}

function softplusRow(row: usize, columns: i32, alpha: f32): f32 {
  const offset = f32x4.splat(alpha);
  let sum0 = f32x4.splat(0), sum1 = sum0;
  for (let c = 0; c < columns; c += 8) {
    const at = row + (c << 2);
    sum0 = f32x4.add(sum0, softplus(f32x4.add(v128.load(at), offset)));
    sum1 = f32x4.add(sum1, softplus(f32x4.add(v128.load(at, 16), offset)));
  }
  return sumPair(sum0, sum1);
}
