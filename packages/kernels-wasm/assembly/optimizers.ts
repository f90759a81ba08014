// One step of an optimiser over one flat buffer of parameters.
import { put, take } from "./lanes";
import { madd } from "./tile";

/**
 * Adam on elements [begin, end): g += decay p, m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2,
 * p = (1 - shrink) p - rate m / (sqrt(v) correction + epsilon). The results may lie where p, m and v do.
 */
export function adam(
  p: usize, g: usize, m: usize, v: usize, newP: usize, newM: usize, newV: usize, rate: f32, b1: f32, b2: f32, rest1: f32, rest2: f32,
  correction: f32, epsilon: f32, decay: f32, shrink: f32, begin: i32, end: i32,
): void {
  const keep1 = f32x4.splat(b1), keep2 = f32x4.splat(b2), new1 = f32x4.splat(rest1), new2 = f32x4.splat(rest2);
  const decays = f32x4.splat(decay), keep = f32x4.splat(1 - shrink), step = f32x4.splat(-rate);
  const corrections = f32x4.splat(correction), epsilons = f32x4.splat(epsilon);
  const whole = (<usize>begin + ((end - begin) & ~3)) << 2, left = (end - begin) & 3;
  let at = <usize>begin << 2;
  for (; at < whole; at += 16) {
    const old = v128.load(p + at), gradient = madd(decays, old, v128.load(g + at));
    const first = madd(new1, gradient, f32x4.mul(keep1, v128.load(m + at)));
    const second = madd(f32x4.mul(new2, gradient), gradient, f32x4.mul(keep2, v128.load(v + at)));
    v128.store(newM + at, first);
    v128.store(newV + at, second);
    v128.store(newP + at, moved(old, first, second, keep, step, corrections, epsilons));
  }
  if (left) {
    const old = take(p + at, left), gradient = madd(decays, old, take(g + at, left));
    const first = madd(new1, gradient, f32x4.mul(keep1, take(m + at, left)));
    const second = madd(f32x4.mul(new2, gradient), gradient, f32x4.mul(keep2, take(v + at, left)));
    put(newM + at, first, left);
    put(newV + at, second, left);
    put(newP + at, moved(old, first, second, keep, step, corrections, epsilons), left);
  }
}

@inline
function moved(p: v128, m: v128, v: v128, keep: v128, step: v128, correction: v128, epsilon: v128): v128 {
  return madd(step, f32x4.div(m, madd(f32x4.sqrt(v), correction, epsilon)), f32x4.mul(keep, p));
}
