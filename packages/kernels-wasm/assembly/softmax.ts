// Softmax over the rows of a matrix.
import { exp2OrZero, log2e, maxLanes, sumLanes } from "./exponential";
import { put, take } from "./lanes";

function rowMaximum(x: usize, columns: i32): f32 {
  let highest = f32x4.splat(-Infinity);
  for (let c = 0; c < columns; c += 4) highest = f32x4.max(highest, take(x + (c << 2), columns - c, -Infinity));
  return maxLanes(highest);
}

@inline
function exponential(x: usize, left: i32, highest: v128): v128 {
  return exp2OrZero(f32x4.mul(f32x4.sub(take(x, left, -Infinity), highest), f32x4.splat(log2e)));
}

/** out = softmax of the rows [begin, end). */
export function softmax(x: usize, out: usize, columns: i32, begin: i32, end: i32): void {
  for (let r = begin; r < end; r++) {
    const row = x + ((<usize>r * columns) << 2), to = out + ((<usize>r * columns) << 2);
    const highest = f32x4.splat(rowMaximum(row, columns));
    let sums = f32x4.splat(0);
    for (let c = 0; c < columns; c += 4) {
      const e = exponential(row + (c << 2), columns - c, highest);
      sums = f32x4.add(sums, e);
      put(to + (c << 2), e, columns - c);
    }
    scaleRow(to, columns, 1 / sumLanes(sums));
  }
}

function scaleRow(x: usize, columns: i32, factor: f32): void {
  for (let c = 0; c < columns; c += 4) put(x + (c << 2), f32x4.mul(take(x + (c << 2), columns - c), f32x4.splat(factor)), columns - c);
}
