import { describe, expect, test } from "vitest";
import { variants, withKernels } from "./heap.js";
import { expectClose, randomArray, uniform } from "./numbers.js";

describe.each(variants)("sum, $simd, $threads threads", (variant) => {
  test.each([
    { outer: 1, count: 1, inner: 1 },
    { outer: 7, count: 300, inner: 1 },
    { outer: 1, count: 130, inner: 6 },
    { outer: 1, count: 131, inner: 6 },
    { outer: 1, count: 6000, inner: 3 },
    { outer: 1, count: 300, inner: 200 },
    { outer: 1, count: 0, inner: 4 },
    { outer: 3, count: 65, inner: 9 },
    { outer: 2, count: 0, inner: 5 },
    { outer: 1, count: 70_001, inner: 1 },
  ])("over the middle axis of $outer x $count x $inner", ({ outer, count, inner }) =>
    withKernels(variant, (kernels, heap) => {
      const values = randomArray(outer * count * inner, uniform(1)).map((value) => value + 1);
      const out = heap.room(outer * inner);
      kernels.sum({ x: heap.put(values), out, outer, count, inner });
      const expected = new Float64Array(outer * inner);
      values.forEach((value, i) => {
        expected[Math.floor(i / (count * inner)) * inner + (i % inner)]! += value;
      });
      expectClose(heap.take(out, outer * inner), expected, 1e-6);
    }),
  );

  test("a million tenths add up to seven digits", () =>
    withKernels(variant, (kernels, heap) => {
      const [x, out] = [heap.put(new Float32Array(1e6).fill(0.1)), heap.room(1)];
      kernels.sum({ x, out, outer: 1, count: 1e6, inner: 1 });
      expect(Math.abs(heap.take(out, 1)[0]! / (1e6 * Math.fround(0.1)) - 1)).toBeLessThan(3e-7);
      const columns = heap.room(4);
      kernels.sum({ x, out: columns, outer: 1, count: 250_000, inner: 4 });
      expect(Math.abs(heap.take(columns, 4)[3]! / (250_000 * Math.fround(0.1)) - 1)).toBeLessThan(3e-7);
    }));
});
