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
  const whole = columns & ~3, centre = f32x4.splat(mean);
  let lanes = f32x4.splat(0);
  for (let c = 0; c < whole; c += 4) lanes = addSquare(lanes, f32x4.sub(v128.load(x + (c << 2)), centre));
  if (whole < columns) lanes = addSquare(lanes, f32x4.sub(take(x + (whole << 2), columns - whole, mean), centre));
  return <f32>(1 / Math.sqrt(<f64>sumLanes(lanes) / columns + epsilon));
}

@inline
function addSquare(lanes: v128, d: v128): v128 {
  return madd(d, d, lanes);
}

/** out = (x - mean) / √(variance + epsilon) gamma + beta for the rows [begin, end). */
export function layerNorm(
  x: usize, gamma: usize, beta: usize, out: usize, columns: i32, epsilon: f64, begin: i32, end: i32,
): void {
  const whole = columns & ~3, left = columns - whole, last = <usize>whole << 2;
  for (let r = begin; r < end; r++) {
    const row = x + ((<usize>r * columns) << 2), to = out + ((<usize>r * columns) << 2), average = meanOf(row, columns);
    const mean = f32x4.splat(average), factor = f32x4.splat(inverseDeviation(row, columns, average, epsilon));
    for (let at: usize = 0; at < last; at += 16)
      v128.store(to + at, madd(normal(v128.load(row + at), mean, factor), v128.load(gamma + at), v128.load(beta + at)));
    if (left) {
      const n = normal(take(row + last, left), mean, factor);
      put(to + last, madd(n, take(gamma + last, left), take(beta + last, left)), left);
    }
  }
}

@inline
function normal(x: v128, mean: v128, factor: v128): v128 {
  return f32x4.mul(f32x4.sub(x, mean), factor);
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
  const average = meanOf(x, columns), mean = f32x4.splat(average);
  const scale = f32x4.splat(inverseDeviation(x, columns, average, epsilon));
  const whole = columns & ~3, left = columns - whole, last = <usize>whole << 2;
  let sumG = f32x4.splat(0), sumGN = f32x4.splat(0);
  for (let at: usize = 0; at < last; at += 16) {
    const d = v128.load(dy + at), n = normal(v128.load(x + at), mean, scale), g = f32x4.mul(d, v128.load(gamma + at));
    addParameters(d, n, dGamma + at, dBeta + at);
    sumG = f32x4.add(sumG, g);
    sumGN = madd(g, n, sumGN);
  }
  if (left) {
    const d = take(dy + last, left), n = normal(take(x + last, left, average), mean, scale), g = f32x4.mul(d, take(gamma + last, left));
    addParameters(d, n, dGamma + last, dBeta + last);
    sumG = f32x4.add(sumG, g);
    sumGN = madd(g, n, sumGN);
  }
  const meanG = f32x4.splat(sumLanes(sumG) / <f32>columns), meanGN = f32x4.splat(sumLanes(sumGN) / <f32>columns);
  for (let at: usize = 0; at < last; at += 16) {
    const g = f32x4.mul(v128.load(dy + at), v128.load(gamma + at)), n = normal(v128.load(x + at), mean, scale);
    v128.store(dx + at, slope(g, n, meanG, meanGN, scale));
  }
  if (left) {
    const g = f32x4.mul(take(dy + last, left), take(gamma + last, left)), n = normal(take(x + last, left), mean, scale);
    put(dx + last, slope(g, n, meanG, meanGN, scale), left);
  }
}

@inline
function addParameters(d: v128, n: v128, dGamma: usize, dBeta: usize): void {
  v128.store(dGamma, madd(d, n, v128.load(dGamma)));
  v128.store(dBeta, f32x4.add(d, v128.load(dBeta)));
}

@inline
function slope(g: v128, n: v128, meanG: v128, meanGN: v128, scale: v128): v128 {
  return f32x4.mul(scale, f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(n, meanGN)));
}
