// A compact BFGS with backtracking: the independent judge of the closed forms.
import { dot } from "../src/matrix.js";

export interface Problem {
  value(x: number[]): number;
  gradient(x: number[]): number[];
}

/** Minimises from `start`; returns the last point and its value. */
export function minimise({ value, gradient }: Problem, start: number[], iterations = 300) {
  let x = start;
  let [f, g] = [value(x), gradient(x)];
  let inverse = unit(x.length);
  let stalled = 0;
  for (let k = 0; k < iterations && stalled < 4 && Math.sqrt(dot(g, g)) > 1e-9; k += 1) {
    let direction = inverse.map((row) => -dot(row, g));
    if (dot(direction, g) >= 0) {
      inverse = unit(x.length);
      direction = g.map((entry) => -entry);
    }
    const found = backtrack(value, x, f, direction, dot(direction, g));
    if (found === null) break;
    const next = found.x;
    stalled = f - found.value <= 1e-14 * Math.abs(f) ? stalled + 1 : 0;
    const nextGradient = gradient(next);
    update(
      inverse,
      next.map((entry, i) => entry - x[i]!),
      nextGradient.map((entry, i) => entry - g[i]!),
    );
    [x, f, g] = [next, found.value, nextGradient];
  }
  return { x, value: f };
}

const unit = (n: number) => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));

function backtrack(value: Problem["value"], x: number[], f: number, direction: number[], slope: number) {
  for (let step = 1; step > 1e-10; step /= 2) {
    const next = x.map((entry, i) => entry + step * direction[i]!);
    const trial = value(next);
    if (trial <= f + 1e-4 * step * slope) return { x: next, value: trial };
  }
  return null;
}

/** The BFGS update of the inverse Hessian, skipped where curvature is not positive. */
function update(inverse: number[][], s: number[], y: number[]): void {
  const curvature = dot(s, y);
  if (!(curvature > 1e-14 * Math.sqrt(dot(s, s) * dot(y, y)))) return;
  const Hy = inverse.map((row) => dot(row, y));
  const factor = (1 + dot(y, Hy) / curvature) / curvature;
  for (let i = 0; i < s.length; i += 1)
    for (let j = 0; j < s.length; j += 1)
      inverse[i]![j]! += factor * s[i]! * s[j]! - (Hy[i]! * s[j]! + s[i]! * Hy[j]!) / curvature;
}
