import { describe, expect, it } from "vitest";
import { doubleVector, preciseCholesky, preciseSolveLower } from "../src/double-double.js";
import { frobenius } from "../src/matrix.js";
import { type Exact, exact, flip, minus, times, toNumbers } from "./exact.js";
import { generator, randomCovariance } from "./random.js";

type Rows = ReturnType<typeof preciseCholesky>;

/** The unevaluated sums hi + lo, exactly. */
function whole(rows: Rows): Exact {
  const [hi, lo] = [exact(rows.map((row) => [...row.hi])), exact(rows.map((row) => [...row.lo]))];
  return hi.map((row, i) => row.map((value, j) => value + lo[i]![j]!));
}

describe("double-double factorisation", () => {
  const covariance = randomCovariance(generator(21), 9, 1e8);
  const factor = preciseCholesky(covariance);

  it("L times its transpose gives the matrix to 28 digits at condition number 1e8", () => {
    const lower = whole(factor);
    const error = toNumbers(minus(times(lower, flip(lower)), exact(covariance)));
    expect(frobenius(error) / frobenius(covariance)).toBeLessThan(1e-28);
    expect(factor.every((row, i) => row.hi.subarray(i + 1).every((value) => value === 0))).toBe(true);
  });

  it("solves triangular systems to 24 digits", () => {
    const rng = generator(22);
    const right = doubleVector(9);
    right.hi.forEach((_, i) => {
      right.hi[i] = rng.normal();
    });
    const solution = preciseSolveLower(factor, right);
    const back = times(whole(factor), flip(whole([solution])));
    expect(frobenius(toNumbers(minus(back, flip(exact([[...right.hi]])))))).toBeLessThan(1e-24);
  });
});
