import { expect } from "vitest";

/** A seeded uniform generator on [-1, 1) (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

/** `count` float32 values times `scale`. */
export function randomArray(count: number, random: () => number, scale = 1): Float32Array {
  return Float32Array.from({ length: count }, () => random() * scale);
}

/** Asserts closeness relative to the largest expected magnitude. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 2e-6): void {
  expect(actual.length).toBe(expected.length);
  let scale = 1e-30;
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]!));
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    worst = Math.max(worst, error);
  }
  expect(worst / scale, "largest error relative to the largest value").toBeLessThan(tolerance);
}

/** Gradient of a float64 function of an array by central differences. */
export function centralDifferences(f: (x: Float64Array) => number, at: ArrayLike<number>, step = 1e-4): Float64Array {
  const x = Float64Array.from(at);
  return Float64Array.from(at, (value, i) => {
    x[i] = value + step;
    const above = f(x);
    x[i] = value - step;
    const below = f(x);
    x[i] = value;
    return (above - below) / (2 * step);
  });
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Computes f once for each object: variants of a kernel share one reference. */
export function remember<Key extends object, Value>(f: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { value: Value }>();
  return (key) => {
    const entry = known.get(key) ?? { value: f(key) };
    known.set(key, entry);
    return entry.value;
  };
}
