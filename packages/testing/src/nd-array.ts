import { sizeOf } from "@crosstilt/core";
/** Numbers in float64 with a shape, row by row: what the references of backend operations are written in. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** An array of `f(i, j, …)` over all indices. */
export function tabulate(shape: readonly number[], f: (...index: number[]) => number): NdArray {
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, flat) => f(...unravel(flat, shape))) };
}

/** `x[i, j, …]`; zero outside of the array, as convolutions pad. */
export function at({ shape, data }: NdArray, ...index: number[]): number {
  const inside = index.every((i, axis) => i >= 0 && i < shape[axis]!);
  return inside ? data[index.reduce((flat, i, axis) => flat * shape[axis]! + i, 0)]! : 0;
}

/** `f` of every entry. */
export const map = ({ shape, data }: NdArray, f: (x: number) => number): NdArray => ({ shape, data: data.map(f) });

/** `f` of all entries that differ in `axes` alone, in order; those axes are left out of the result. */
export function reduce(x: NdArray, axes: readonly number[], f: (values: number[]) => number): NdArray {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const groups = new Map<string, number[]>();
  x.data.forEach((value, flat) => {
    const index = unravel(flat, x.shape);
    const key = kept.map((axis) => index[axis]).join();
    groups.set(key, [...(groups.get(key) ?? []), value]);
  });
  return { shape: kept.map((axis) => x.shape[axis]!), data: Float64Array.from(groups.values(), f) };
}

/** `f` of every row of the last axis. */
export function mapRows({ shape, data }: NdArray, f: (row: number[]) => number[]): NdArray {
  const length = shape[shape.length - 1]!;
  const rows = Array.from({ length: data.length / length }, (_, i) =>
    f(Array.from(data.subarray(i * length, (i + 1) * length))),
  );
  return { shape, data: Float64Array.from(rows.flat()) };
}

/** `f(0) + … + f(n − 1)`. */
export function sumOver(n: number, f: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += f(i);
  return total;
}

function unravel(flat: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length);
  for (let axis = shape.length - 1, rest = flat; axis >= 0; axis--) {
    index[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return index;
}
