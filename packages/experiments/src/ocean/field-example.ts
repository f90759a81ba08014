import type { OceanArrays } from "@crosstilt/dataset-ocean";

/** A potential and a path, for pictures. */
export interface FieldExample {
  readonly coefficients: readonly number[];
  /** Points (x, y), the start included. */
  readonly path: readonly (readonly [number, number])[];
}

/** Pair `index` of arrays with paths of this shape. */
export function fieldExample({ u, v }: OceanArrays, shape: readonly number[], index: number): FieldExample {
  const [points, columns] = shape as [number, number];
  const size = (u.length * points * columns) / v.length;
  const at = (i: number, axis: number) => v[(index * points + i) * columns + axis]!;
  const rest = Array.from({ length: points }, (_, i): [number, number] => [at(i, 0), at(i, 1)]);
  return { coefficients: Array.from(u.subarray(index * size, (index + 1) * size)), path: [[0.75, 0.75], ...rest] };
}
