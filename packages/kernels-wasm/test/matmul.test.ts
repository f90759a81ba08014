import { describe, expect, test } from "vitest";
import type { MatMulOptions } from "../src/index.js";
import { variants, withKernels } from "./heap.js";
import { expectClose, randomArray, uniform } from "./numbers.js";

type Case = Omit<MatMulOptions, "a" | "b" | "out" | "bias"> & { withBias?: boolean };

function reference(c: Case, a: Float32Array, b: Float32Array, bias?: Float32Array): Float64Array {
  const { m, k, n, batch = 1, aBatch = batch, bBatch = batch } = c;
  return Float64Array.from({ length: batch * m * n }, (_, index) => {
    const [t, i, j] = [Math.floor(index / (m * n)), Math.floor(index / n) % m, index % n];
    let sum = bias?.[j] ?? 0;
    for (let p = 0; p < k; p++) {
      const x = a[(t % aBatch) * m * k + (c.transposeA ? p * m + i : i * k + p)]!;
      sum += x * b[(t % bBatch) * k * n + (c.transposeB ? j * k + p : p * n + j)]!;
    }
    return c.activation === "relu" ? Math.max(sum, 0) : sum;
  });
}

const sizes = [
  [1, 1, 1],
  [4, 8, 8],
  [5, 3, 9],
  [3, 17, 50],
  [33, 70, 65],
  [7, 300, 12],
  [130, 9, 61],
  [2, 600, 1030],
  [141, 180, 90],
];

describe.each(variants)("matMul, $simd, $threads threads", (variant) => {
  const check = (c: Case, seed = 1) =>
    withKernels(variant, (kernels, heap) => {
      const { m, k, n, batch = 1, aBatch = batch, bBatch = batch } = c;
      const random = uniform(seed);
      const [a, b] = [randomArray(aBatch * m * k, random), randomArray(bBatch * k * n, random)];
      const bias = c.withBias ? randomArray(n, random) : undefined;
      const out = heap.room(batch * m * n);
      kernels.matMul({ ...c, a: heap.put(a), b: heap.put(b), out, ...(bias && { bias: heap.put(bias) }) });
      expectClose(heap.take(out, batch * m * n), reference(c, a, b, bias));
    });

  for (const transposeA of [false, true])
    for (const transposeB of [false, true])
      test.each(sizes)(
        `equals the float64 product for %i x %i x %i, transposed ${transposeA} ${transposeB}`,
        (m, k, n) => check({ m: m!, k: k!, n: n!, transposeA, transposeB }),
      );

  test("adds the bias and applies relu", () => check({ m: 9, k: 5, n: 13, withBias: true, activation: "relu" }));

  test("applies relu after the last block of a long sum", () =>
    check({ m: 6, k: 700, n: 11, withBias: true, activation: "relu" }));

  test.each([
    { aBatch: 3, bBatch: 3 },
    { aBatch: 1, bBatch: 3 },
    { aBatch: 3, bBatch: 1 },
  ])("multiplies batches, broadcasting a batch of one: %o", async (batches) => {
    for (const transposeA of [false, true]) await check({ m: 5, k: 6, n: 10, batch: 3, transposeA, ...batches });
  });

  test("an empty sum is the bias", () => check({ m: 3, k: 0, n: 5, withBias: true }));

  test("an empty output is left alone", () => check({ m: 0, k: 4, n: 5 }));

  test("random shapes agree with the reference and write nowhere else", async () => {
    const random = uniform(7);
    const size = (most: number) => Math.floor((random() + 1) * 0.5 * most) + 1;
    for (let i = 0; i < 40; i++) {
      const [transposeA, transposeB] = [random() > 0, random() > 0];
      await check({ m: size(40), k: size(40), n: size(60), batch: size(3), transposeA, transposeB }, i);
    }
  });

  test("a hundred thousand equal terms add up to five digits", () =>
    withKernels(variant, (kernels, heap) => {
      const [terms, out] = [heap.put(new Float32Array(100_000).fill(0.1)), heap.room(1)];
      kernels.matMul({ a: terms, b: terms, out, m: 1, k: 100_000, n: 1 });
      expect(Math.abs(heap.take(out, 1)[0]! / (100_000 * Math.fround(0.1) ** 2) - 1)).toBeLessThan(2e-5);
    }));

  test("a NaN survives relu", () =>
    withKernels(variant, (kernels, heap) => {
      const out = heap.room(1);
      kernels.matMul({ a: heap.put([Number.NaN]), b: heap.put([1]), out, m: 1, k: 1, n: 1, activation: "relu" });
      expect(heap.take(out, 1)[0]).toBeNaN();
    }));
});

describe("matMul refuses", () => {
  const valid = { a: 4, b: 4, out: 4, m: 1, k: 1, n: 1 };
  test.each([
    [{ ...valid, m: -1 }, "m: expected a whole number"],
    [{ ...valid, k: 1.5 }, "k: expected a whole number"],
    [{ ...valid, out: 0 }, "an allocation failed"],
    [{ ...valid, batch: 3, aBatch: 2 }, "aBatch: expected batch (3) or 1, received 2"],
  ])("%o", (options, message) =>
    withKernels({ simd: "plain" }, (kernels) => {
      expect(() => kernels.matMul(options)).toThrow(message);
    }),
  );
});
