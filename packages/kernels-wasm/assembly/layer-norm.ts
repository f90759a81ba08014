// Layer normalisation of the rows of a matrix and its gradients.
import { sumLanes } from "./exponential";
import { put, take } from "./lanes";
import { total } from "./sums";
import { madd } from "./tile";

/** Mean of a row. */
@inline
function meanOf(x: usize, columns: i32): f32 {
  return <f32>(total(x, columns) / columns);
}

/** 1 / √(variance + epsilon), from the squared distances to the mean. */
function inverseDeviation(x: usize, columns: i32, mean: f32, epsilon: f64): f32 {
  let lanes = f32x4.splat(0);
  for (let c = 0; c < columns; c += 4) {
    const d = f32x4.sub(take(x + (c << 2), columns - c, mean), f32x4.splat(mean));
    lanes = madd(d, d, lanes);
  }
  return <f32>(1 / Math.sqrt(<f64>sumLanes(lanes) / columns + epsilon));
}

/** out = (x - mean) / √(variance + epsilon) gamma + beta for the rows [begin, end). */
export function layerNorm(
  x: usize, gamma: usize, beta: usize, out: usize, columns: i32, epsilon: f64, begin: i32, end: i32,
): void {
  for (let r = begin; r < end; r++) {
    const row = x + ((<usize>r * columns) << 2), to = out + ((<usize>r * columns) << 2);
    const mean = meanOf(row, columns), factor = f32x4.splat(inverseDeviation(row, columns, mean, epsilon));
    for (let c = 0; c < columns; c += 4) {
      const at = <usize>c << 2, left = columns - c;
      const normal = f32x4.mul(f32x4.sub(take(row + at, left), f32x4.splat(mean)), factor);
      put(to + at, madd(normal, take(gamma + at, left), take(beta + at, left)), left);
    }
  }
}

/** dx of the rows [begin, end), and their sums of dy n and of dy (n the normalised x) in `sums`[2, columns to a multiple of 4]. */
export function layerNormGradient(
  x: usize, gamma: usize, dy: usize, dx: usize, columns: i32, epsilon: f64, begin: i32, end: i32, sums: usize, scratch: usize,
): void {
  const bytes = <usize>((columns + 3) & ~3) << 2;
  memory.fill(sums, 0, 2 * bytes);
  for (let r = begin; r < end; r += 64) {
    memory.fill(scratch, 0, 2 * bytes);
    for (let k = r; k < min(r + 64, end); k++) {
      const first = (<usize>k * columns) << 2;
      rowGradient(x + first, gamma, dy + first, dx + first, columns, epsilon, scratch, scratch + bytes);
    }
    for (let c: usize = 0; c < 2 * bytes; c += 16) v128.store(sums + c, f32x4.add(v128.load(sums + c), v128.load(scratch + c)));
  }
}

/** dx = (g - mean g - n mean(g n)) / deviation with g = gamma dy. */
function rowGradient(
  x: usize, gamma: usize, dy: usize, dx: usize, columns: i32, epsilon: f64, dGamma: usize, dBeta: usize,
): void {
  const mean = meanOf(x, columns), factor = inverseDeviation(x, columns, mean, epsilon), scale = f32x4.splat(factor);
  let sumG = f32x4.splat(0), sumGN = f32x4.splat(0);
  for (let c = 0; c < columns; c += 4) {
    const at = <usize>c << 2, left = columns - c, d = take(dy + at, left);
    const n = f32x4.mul(f32x4.sub(take(x + at, left, mean), f32x4.splat(mean)), scale), g = f32x4.mul(d, take(gamma + at, left));
    v128.store(dGamma + at, madd(d, n, v128.load(dGamma + at)));
    v128.store(dBeta + at, f32x4.add(d, v128.load(dBeta + at)));
    sumG = f32x4.add(sumG, g);
    sumGN = madd(g, n, sumGN);
  }
  const meanG = f32x4.splat(sumLanes(sumG) / <f32>columns), meanGN = f32x4.splat(sumLanes(sumGN) / <f32>columns);
  for (let c = 0; c < columns; c += 4) {
    const at = <usize>c << 2, left = columns - c, g = f32x4.mul(take(dy + at, left), take(gamma + at, left));
    const n = f32x4.mul(f32x4.sub(take(x + at, left), f32x4.splat(mean)), scale);
    put(dx + at, f32x4.mul(scale, f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(n, meanGN))), left);
  }
}
