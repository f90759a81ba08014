// Double-double arithmetic (Dekker 1971, Knuth): a number as an unevaluated sum hi + lo, about 31 digits. The Schur complement
// inside a Cholesky factor loses as many digits as the condition number has; here that leaves more than float64 needs.

/** A vector of double-doubles. */
export interface DoubleVector {
  readonly hi: Float64Array;
  readonly lo: Float64Array;
}

export const doubleVector = (length: number): DoubleVector => ({
  hi: new Float64Array(length),
  lo: new Float64Array(length),
});

/** Lower triangular rows `L` with `a = L Lᵀ`, for a positive definite `a` in float64. */
export function preciseCholesky(a: readonly (readonly number[])[]): DoubleVector[] {
  const rows = a.map(() => doubleVector(a.length));
  for (let i = 0; i < a.length; i += 1) {
    for (let j = 0; j < i; j += 1)
      put(rows[i]!, j, quotient(minusDot(a[i]![j]!, 0, rows[i]!, rows[j]!, j), rows[j]!, j));
    put(rows[i]!, i, squareRoot(minusDot(a[i]![i]!, 0, rows[i]!, rows[i]!, i)));
  }
  return rows;
}

/** `L⁻¹ b` for lower triangular rows. */
export function preciseSolveLower(lower: readonly DoubleVector[], b: DoubleVector): DoubleVector {
  const x = doubleVector(b.hi.length);
  lower.forEach((row, i) => {
    put(x, i, quotient(minusDot(b.hi[i]!, b.lo[i]!, row, x, i), row, i));
  });
  return x;
}

type Pair = readonly [hi: number, lo: number];

function put(target: DoubleVector, index: number, [hi, lo]: Pair): void {
  target.hi[index] = hi;
  target.lo[index] = lo;
}

/** 2^27 + 1 splits a float64 into two halves whose products are exact. */
const splitter = 134217729;

function upperHalf(x: number): number {
  const shifted = splitter * x;
  return shifted - (shifted - x);
}

/** Rounding error of the float64 product `a·b`. */
function productError(a: number, b: number, product: number): number {
  const [aHigh, bHigh] = [upperHalf(a), upperHalf(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** `hi + lo − Σ_{k < length} a_k b_k`. */
function minusDot(hi: number, lo: number, a: DoubleVector, b: DoubleVector, length: number): Pair {
  let [sum, rest] = [hi, lo];
  for (let k = 0; k < length; k += 1) {
    const [x, y] = [a.hi[k]!, b.hi[k]!];
    const product = x * y;
    const next = sum - product;
    const back = next - sum;
    rest += sum - (next - back) + (-product - back) - (productError(x, y, product) + x * b.lo[k]! + a.lo[k]! * y);
    sum = next;
  }
  return normalised(sum, rest);
}

function normalised(hi: number, lo: number): Pair {
  const sum = hi + lo;
  return [sum, lo - (sum - hi)];
}

function quotient([hi, lo]: Pair, divisor: DoubleVector, index: number): Pair {
  const [high, low] = [divisor.hi[index]!, divisor.lo[index]!];
  const first = hi / high;
  const product = first * high;
  const remainder = hi - product - productError(first, high, product) + lo - first * low;
  return normalised(first, remainder / high);
}

function squareRoot([hi, lo]: Pair): Pair {
  const first = Math.sqrt(hi);
  const square = first * first;
  return normalised(first, (hi - square - productError(first, first, square) + lo) / (2 * first));
}
