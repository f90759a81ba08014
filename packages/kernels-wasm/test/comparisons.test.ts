import { describe, expect, test } from "vitest";
import type { Coverage } from "../src/index.js";
import { variants, withKernels } from "./heap.js";
import { uniform } from "./numbers.js";

const operations = {
  equal: (a: number, b: number) => a === b,
  notEqual: (a: number, b: number) => a !== b,
  less: (a: number, b: number) => a < b,
  lessEqual: (a: number, b: number) => a <= b,
  greater: (a: number, b: number) => a > b,
  greaterEqual: (a: number, b: number) => a >= b,
};
const coverages: Coverage[] = ["matrix", "row", "column", "scalar"];

const sizeOf = (coverage: Coverage, rows: number, columns: number) =>
  ({ matrix: rows * columns, row: columns, column: rows, scalar: 1 })[coverage];
const indexOf = (coverage: Coverage, i: number, columns: number) =>
  ({ matrix: i, row: i % columns, column: Math.floor(i / columns), scalar: 0 })[coverage];

describe.each(variants)("comparisons, $simd, $threads threads", (variant) => {
  test.each(coverages.flatMap((a) => coverages.map((b) => [a, b] as const)))("%s against %s", (aCoverage, bCoverage) =>
    withKernels(variant, (kernels, heap) => {
      const random = uniform(1);
      for (const [rows, columns] of [
        [1, 1],
        [3, 5],
        [7, 8],
        [2, 3],
      ] as const) {
        const values = (coverage: Coverage) =>
          Array.from({ length: sizeOf(coverage, rows, columns) }, () => {
            const value = Math.round(random() * 2);
            return value === 2 ? Number.NaN : value;
          });
        const [x, y] = [values(aCoverage), values(bCoverage)];
        const [a, b] = [heap.put(x), heap.put(y)];
        for (const [name, holds] of Object.entries(operations)) {
          const out = heap.allocate(rows * columns);
          kernels.compare({ name: name as keyof typeof operations, a, b, out, rows, columns, aCoverage, bCoverage });
          const got = new Uint8Array(heap.memory.buffer, out, rows * columns);
          got.forEach((value, i) => {
            const expected = holds(x[indexOf(aCoverage, i, columns)]!, y[indexOf(bCoverage, i, columns)]!);
            expect(value, `${name} at ${i}`).toBe(Number(expected));
          });
        }
      }
    }),
  );

  test.each([1, 2, 3, 4, 6, 9, 100_003])("select picks element by element from %i", (size) =>
    withKernels(variant, (kernels, heap) => {
      const condition = heap.allocate(size);
      const chosen = new Uint8Array(heap.memory.buffer, condition, size).map((_, i) => (i * 7) % 3);
      new Uint8Array(heap.memory.buffer, condition, size).set(chosen);
      const [a, b, out] = [
        heap.put(chosen.map((_, i) => i % 101)),
        heap.put(new Float32Array(size).fill(-1)),
        heap.room(size),
      ];
      kernels.select({ condition, a, b, out, size });
      expect(heap.take(out, size)).toEqual(Float32Array.from(chosen, (c, i) => (c ? i % 101 : -1)));
    }),
  );
});

test("unknown comparisons and coverages are refused", () =>
  withKernels({}, (kernels) => {
    const valid = { name: "less" as const, a: 4, b: 4, out: 4, rows: 1, columns: 1 };
    expect(() => kernels.compare({ ...valid, name: "more" as "less" })).toThrow("name: expected one of equal");
    expect(() => kernels.compare({ ...valid, aCoverage: "all" as "row" })).toThrow("coverage: expected one of matrix");
  }));
