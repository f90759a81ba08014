import { describe, expect, test } from "vitest";
import { withKernels } from "./heap.js";
import { uniform } from "./numbers.js";

function reference(x: Float32Array, shape: readonly number[], permutation: readonly number[]): number[] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const walk = (axis: number, at: number): number[] => {
    if (axis === permutation.length) return [x[at]!];
    const from = permutation[axis]!;
    return Array.from({ length: shape[from]! }, (_, i) => walk(axis + 1, at + i * strides[from]!)).flat();
  };
  return walk(0, 0);
}

const check = (shape: readonly number[], permutation: readonly number[]) =>
  withKernels({ simd: "plain" }, (kernels, heap) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const x = Float32Array.from({ length: size }, (_, i) => i);
    const out = heap.room(size);
    kernels.transpose({ x: heap.put(x), out, shape, permutation });
    expect([...heap.take(out, size)]).toEqual(reference(x, shape, permutation));
  });

function permutations(items: number[]): number[][] {
  if (items.length < 2) return [items];
  return items.flatMap((first) => permutations(items.filter((i) => i !== first)).map((rest) => [first, ...rest]));
}

describe("transpose", () => {
  test.each([
    [[], []],
    [[5], [0]],
    [
      [1, 1],
      [1, 0],
    ],
    [
      [7, 9],
      [1, 0],
    ],
    [
      [0, 3],
      [1, 0],
    ],
    [
      [2, 3, 1, 4, 5, 2],
      [3, 4, 2, 0, 1, 5],
    ],
  ])("shape %j by %j moves every element to its place", (shape, permutation) => check(shape, permutation));

  test("every permutation of five axes is right", async () => {
    for (const permutation of permutations([0, 1, 2, 3, 4])) await check([3, 2, 4, 5, 3], permutation);
  });

  test("random shapes of four axes are right", async () => {
    const random = uniform(1);
    for (const permutation of permutations([0, 1, 2, 3])) {
      const shape = Array.from({ length: 4 }, () => 1 + Math.floor((random() + 1) * 4));
      await check(shape, permutation);
    }
  });

  test("what is no permutation is refused", () =>
    expect(check([2, 3], [0, 0])).rejects.toThrow("permutation: expected an order of"));
});
