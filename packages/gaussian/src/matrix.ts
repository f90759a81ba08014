/** A dense float64 matrix `[rows, columns]` as nested arrays: what every function here takes and returns. */
export type Matrix = number[][];

/** Rows of anything indexable; public functions accept this and copy. */
export type MatrixLike = ArrayLike<ArrayLike<number>>;

/** The matrix `[rows, columns]` whose entry is `entry(i, j)`. */
export const build = (rows: number, columns: number, entry: (i: number, j: number) => number): Matrix =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => entry(i, j)));

export const columnsOf = (a: MatrixLike): number => (a.length === 0 ? 0 : a[0]!.length);

export const identity = (n: number): Matrix => build(n, n, (i, j) => (i === j ? 1 : 0));

export const transpose = (a: MatrixLike): Matrix => build(columnsOf(a), a.length, (i, j) => a[j]![i]!);

/** `left·a + right·b`, entry by entry. */
export const combine = (left: number, a: Matrix, right: number, b: Matrix): Matrix =>
  a.map((row, i) => row.map((value, j) => left * value + right * b[i]![j]!));

export const add = (a: Matrix, b: Matrix): Matrix => combine(1, a, 1, b);

export const subtract = (a: Matrix, b: Matrix): Matrix => combine(1, a, -1, b);

export const scale = (factor: number, a: Matrix): Matrix => a.map((row) => row.map((value) => factor * value));

/** `diag(factors)·a`. */
export const scaleRows = (factors: ArrayLike<number>, a: Matrix): Matrix =>
  a.map((row, i) => row.map((value) => factors[i]! * value));

/** The product of two or more matrices, from left to right. */
export const product = (first: Matrix, ...rest: Matrix[]): Matrix => rest.reduce(multiply, first);

function multiply(a: Matrix, b: Matrix): Matrix {
  const columns = columnsOf(b);
  return a.map((row) => {
    const out = new Array<number>(columns).fill(0);
    for (let k = 0; k < row.length; k += 1) addScaled(out, row[k]!, b[k]!);
    return out;
  });
}

function addScaled(target: number[], factor: number, row: number[]): void {
  for (let j = 0; j < target.length; j += 1) target[j]! += factor * row[j]!;
}

/** `a·x`, `[m, n]` times `[n]`. */
export const apply = (a: Matrix, x: ArrayLike<number>): number[] => a.map((row) => dot(row, x));

export function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i += 1) sum += x[i]! * y[i]!;
  return sum;
}

export const addVectors = (x: number[], y: number[]): number[] => x.map((value, i) => value + y[i]!);

export const subtractVectors = (x: ArrayLike<number>, y: ArrayLike<number>): number[] =>
  Array.from(x, (value, i) => value - y[i]!);

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const trace = (a: Matrix): number => sum(a.map((row, i) => row[i]!));

/** `Σ_ij a_ij b_ij`, the Frobenius inner product; its root with `b = a` is the Frobenius norm. */
export const inner = (a: Matrix, b: Matrix): number => sum(a.map((row, i) => dot(row, b[i]!)));

export const frobenius = (a: Matrix): number => Math.sqrt(inner(a, a));

/** `(a + aᵀ)/2`: removes the rounding asymmetry of a product that is symmetric in exact arithmetic. */
export const symmetrise = (a: Matrix): Matrix => combine(0.5, a, 0.5, transpose(a));

/** Rows `[from, to)` and columns `[left, right)` of `a`. */
export const block = (a: MatrixLike, from: number, to: number, left: number, right: number): Matrix =>
  build(to - from, right - left, (i, j) => a[from + i]![left + j]!);

/** One matrix from a grid of blocks. */
export const fromBlocks = (blocks: Matrix[][]): Matrix =>
  blocks.flatMap((row) => row[0]!.map((_, i) => row.flatMap((part) => part[i]!)));

/** `[[uu, uv], [uvᵀ, vv]]`. */
export const joinBlocks = (uu: Matrix, uv: Matrix, vv: Matrix): Matrix =>
  fromBlocks([
    [uu, uv],
    [transpose(uv), vv],
  ]);
