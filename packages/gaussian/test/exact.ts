// Linear algebra in 400-bit fixed point: the reference that is right whatever the condition number.
import type { Matrix } from "../src/matrix.js";

const bits = 400n;

export type Exact = bigint[][];

/** A float64 matrix, without rounding. */
export const exact = (a: Matrix): Exact => a.map((row) => row.map(fixed));

function fixed(value: number): bigint {
  let [mantissa, shift] = [value, 0n];
  while (!Number.isInteger(mantissa)) [mantissa, shift] = [mantissa * 2, shift + 1n];
  return BigInt(mantissa) << (bits - shift);
}

export const toNumbers = (a: Exact): Matrix =>
  a.map((row) => row.map((value) => Number(value >> (bits - 200n)) / 2 ** 200));

export const flip = (a: Exact): Exact => a[0]!.map((_, j) => a.map((row) => row[j]!));

export const times = (a: Exact, b: Exact): Exact =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((total, value, k) => total + ((value * b[k]![j]!) >> bits), 0n)));

export const minus = (a: Exact, b: Exact): Exact => a.map((row, i) => row.map((value, j) => value - b[i]![j]!));

/** `a⁻¹ b` by Gauss-Jordan elimination, for positive definite `a`. */
export function divide(a: Exact, b: Exact): Exact {
  const rows = a.map((row, i) => [...row, ...b[i]!]);
  for (let k = 0; k < rows.length; k += 1) {
    const pivot = rows[k]!.map((value) => (value << bits) / rows[k]![k]!);
    for (let i = 0; i < rows.length; i += 1)
      rows[i] = i === k ? pivot : rows[i]!.map((value, j) => value - ((rows[i]![k]! * pivot[j]!) >> bits));
  }
  return rows.map((row) => row.slice(rows.length));
}
