// Softmax and its logarithm over the rows of a matrix, with gradients.
import { exp2OrZero, log, log2e, maxLanes, sumLanes } from "./exponential";
import { put, take } from "./lanes";
import { madd } from "./tile";


function rowMaximum(x: usize, columns: i32): f32 {
  let highest = f32x4.splat(-Infinity);
  for (let c = 0; c < columns; c += 4) highest = f32x4.max(highest, take(x + (c << 2), columns - c, -Infinity));
  return maxLanes(highest);
}

@inline
function exponential(x: usize, left: i32, highest: v128): v128 {
  return exp2OrZero(f32x4.mul(f32x4.sub(take(x, left, -Infinity), highest), f32x4.splat(log2e)));
}

/** out = softmax of the rows [begin, end), or its logarithm. */
export function softmax(x: usize, out: usize, columns: i32, logarithm: bool, begin: i32, end: i32): void {
  for (let r = begin; r < end; r++) {
    const row = x + ((<usize>r * columns) << 2), to = out + ((<usize>r * columns) << 2);
    const maximum = rowMaximum(row, columns), highest = f32x4.splat(maximum);
    let sums = f32x4.splat(0);
    for (let c = 0; c < columns; c += 4) {
      const e = exponential(row + (c << 2), columns - c, highest);
      sums = f32x4.add(sums, e);
      if (!logarithm) put(to + (c << 2), e, columns - c);
    }
    if (logarithm) shiftRow(row, to, columns, -<f32>(<f64>maximum + log(sumLanes(sums))));
    else scaleRow(to, columns, 1 / sumLanes(sums));
  }
}

function shiftRow(x: usize, out: usize, columns: i32, shift: f32): void {
  for (let c = 0; c < columns; c += 4) put(out + (c << 2), f32x4.add(take(x + (c << 2), columns - c), f32x4.splat(shift)), columns - c);
}

function scaleRow(x: usize, columns: i32, factor: f32): void {
  for (let c = 0; c < columns; c += 4) put(x + (c << 2), f32x4.mul(take(x + (c << 2), columns - c), f32x4.splat(factor)), columns - c);
}

/** dx from dy and the result y: y (dy - Σ y dy), or for the logarithm dy - exp(y) Σ dy. */
export function softmaxGradient(y: usize, dy: usize, dx: usize, columns: i32, logarithm: bool, begin: i32, end: i32): void {
  for (let r = begin; r < end; r++) {
    const first = (<usize>r * columns) << 2;
    let sums = f32x4.splat(0);
    for (let c = 0; c < columns; c += 4) {
      const at = first + (c << 2), d = take(dy + at, columns - c);
      sums = logarithm ? f32x4.add(sums, d) : madd(take(y + at, columns - c), d, sums);
    }
    const total = f32x4.splat(sumLanes(sums));
    for (let c = 0; c < columns; c += 4) {
      const at = first + (c << 2), left = columns - c, d = take(dy + at, left);
      const g = logarithm
        ? f32x4.sub(d, f32x4.mul(exponential(y + at, left, f32x4.splat(0)), total))
        : f32x4.mul(take(y + at, left), f32x4.sub(d, total));
      put(dx + at, g, left);
    }
  }
}
