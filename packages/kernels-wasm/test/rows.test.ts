import { describe, expect, test } from "vitest";
import { variants, withKernels } from "./heap.js";
import { centralDifferences, dot, expectClose, randomArray, uniform } from "./numbers.js";

const shapes = [
  { rows: 1, columns: 1 },
  { rows: 3, columns: 2 },
  { rows: 5, columns: 10 },
  { rows: 70, columns: 7 },
  { rows: 2, columns: 64 },
];

/** Applies a function of one row to each. */
function byRow(x: ArrayLike<number>, columns: number, f: (row: number[]) => number[]): number[] {
  const all = Array.from(x);
  return Array.from({ length: all.length / columns }, (_, r) => f(all.slice(r * columns, (r + 1) * columns))).flat();
}

function softmaxRow(row: number[]): number[] {
  const highest = Math.max(...row);
  const e = row.map((value) => Math.exp(value - highest));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((value) => value / sum);
}

function layerNorm(x: ArrayLike<number>, gamma: ArrayLike<number>, beta: ArrayLike<number>, epsilon: number): number[] {
  return byRow(x, gamma.length, (row) => {
    const mean = row.reduce((a, b) => a + b, 0) / row.length;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
    return row.map((value, i) => ((value - mean) / Math.sqrt(variance + epsilon)) * gamma[i]! + beta[i]!);
  });
}

describe.each(variants)("row kernels, $simd, $threads threads", (variant) => {
  test.each(shapes)("softmax on $rows x $columns", (shape) =>
    withKernels(variant, (kernels, heap) => {
      const size = shape.rows * shape.columns;
      const x = randomArray(size, uniform(size), 5);
      const out = heap.room(size);
      kernels.softmax({ x: heap.put(x), out, ...shape });
      expectClose(heap.take(out, size), byRow(x, shape.columns, softmaxRow));
    }),
  );

  test("softmax of huge and of infinitely low logits is exact", () =>
    withKernels(variant, (kernels, heap) => {
      const out = heap.room(6);
      kernels.softmax({ x: heap.put([1e30, 0, -1e30, 5, Number.NEGATIVE_INFINITY, 5]), out, rows: 2, columns: 3 });
      expect([...heap.take(out, 6)]).toEqual([1, 0, 0, 0.5, 0, 0.5]);
    }));

  test.each(shapes)("layer norm and its gradients on $rows x $columns", (shape) =>
    withKernels(variant, (kernels, heap) => {
      const { rows, columns } = shape;
      const random = uniform(rows);
      const [x, dy] = [randomArray(rows * columns, random, 2), randomArray(rows * columns, random)];
      const [gamma, beta] = [randomArray(columns, random), randomArray(columns, random)];
      const [out, dx, dGamma, dBeta] = [rows * columns, rows * columns, columns, columns].map(heap.room);
      const inputs = { x: heap.put(x), gamma: heap.put(gamma), ...shape, epsilon: 0.1 };
      kernels.layerNorm({ ...inputs, beta: heap.put(beta), out: out! });
      kernels.layerNormGradient({ ...inputs, dy: heap.put(dy), dx: dx!, dGamma: dGamma!, dBeta: dBeta! });
      expectClose(heap.take(out!, rows * columns), layerNorm(x, gamma, beta, 0.1), 3e-6);
      const along = (f: (at: Float64Array) => number[], at: Float32Array) =>
        centralDifferences((p) => dot(dy, f(p)), at);
      const tolerance = 1e-5;
      if (columns > 1)
        expectClose(
          heap.take(dx!, rows * columns),
          along((at) => layerNorm(at, gamma, beta, 0.1), x),
          tolerance,
        );
      expectClose(
        heap.take(dBeta!, columns),
        along((at) => layerNorm(x, gamma, at, 0.1), beta),
        tolerance,
      );
      if (columns > 1)
        expectClose(
          heap.take(dGamma!, columns),
          along((at) => layerNorm(x, at, beta, 0.1), gamma),
          tolerance,
        );
    }),
  );

  test("a layer norm of no rows has zero parameter gradients", () =>
    withKernels(variant, (kernels, heap) => {
      const [some, dGamma, dBeta] = [heap.room(3), heap.room(3), heap.room(3)];
      const inputs = { x: some, gamma: some, dy: some, dx: some, rows: 0, columns: 3 };
      kernels.layerNormGradient({ ...inputs, dGamma, dBeta });
      expect([...heap.take(dGamma, 3), ...heap.take(dBeta, 3)]).toEqual([0, 0, 0, 0, 0, 0]);
    }));
});
