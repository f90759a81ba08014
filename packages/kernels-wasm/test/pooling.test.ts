import { describe, expect, test } from "vitest";
import type { WindowShape } from "../src/index.js";
import { variants, withKernels } from "./heap.js";
import { centralDifferences, dot, expectClose, randomArray, uniform } from "./numbers.js";

type Shape = Required<WindowShape>;
type Reduce = (inside: number[]) => number;

function shape(sizes: Partial<Shape>): Shape {
  const base = { batch: 2, height: 6, width: 6, channels: 6, filterHeight: 2, filterWidth: 2 };
  return { ...base, strideHeight: 2, strideWidth: 2, padTop: 0, padLeft: 0, outHeight: 3, outWidth: 3, ...sizes };
}

const shapes = [
  shape({}),
  shape({ batch: 1, height: 1, width: 1, channels: 1, filterHeight: 1, filterWidth: 1, outHeight: 1, outWidth: 1 }),
  shape({ channels: 9, height: 5, width: 5 }),
  shape({
    filterHeight: 3,
    filterWidth: 3,
    strideHeight: 1,
    strideWidth: 1,
    padTop: 1,
    padLeft: 1,
    outHeight: 6,
    outWidth: 6,
  }),
  shape({ filterHeight: 3, filterWidth: 2, strideHeight: 2, strideWidth: 1, outHeight: 2, outWidth: 5, channels: 4 }),
];

const inputSize = (s: Shape) => s.batch * s.height * s.width * s.channels;
const outSize = (s: Shape) => s.batch * s.outHeight * s.outWidth * s.channels;

function reference(s: Shape, x: ArrayLike<number>, reduce: Reduce): Float64Array {
  return Float64Array.from({ length: outSize(s) }, (_, index) => {
    const [c, pixel] = [index % s.channels, Math.floor(index / s.channels)];
    const image = Math.floor(pixel / (s.outHeight * s.outWidth));
    const [oy, ox] = [Math.floor(pixel / s.outWidth) % s.outHeight, pixel % s.outWidth];
    const inside: number[] = [];
    for (let fy = 0; fy < s.filterHeight; fy++)
      for (let fx = 0; fx < s.filterWidth; fx++) {
        const [y, w] = [oy * s.strideHeight + fy - s.padTop, ox * s.strideWidth + fx - s.padLeft];
        if (y < 0 || y >= s.height || w < 0 || w >= s.width) continue;
        inside.push(x[((image * s.height + y) * s.width + w) * s.channels + c]!);
      }
    return reduce(inside);
  });
}

const maximum: Reduce = (inside) => Math.max(...inside);
const mean: Reduce = (inside) => inside.reduce((sum, value) => sum + value, 0) / inside.length;

describe.each(variants)("pooling, $simd, $threads threads", (variant) => {
  test.each(shapes)("values equal the windows' maximum and mean: %o", (s) =>
    withKernels(variant, (kernels, heap) => {
      const input = randomArray(inputSize(s), uniform(1));
      const [x, out] = [heap.put(input), heap.room(outSize(s))];
      kernels.maxPool({ ...s, x, out });
      expectClose(heap.take(out, outSize(s)), reference(s, input, maximum));
      kernels.averagePool({ ...s, x, out });
      expectClose(heap.take(out, outSize(s)), reference(s, input, mean));
    }),
  );

  test.each(shapes)("gradients equal central differences, also where all values are negative: %o", (s) =>
    withKernels(variant, (kernels, heap) => {
      const random = uniform(2);
      const [input, dy] = [randomArray(inputSize(s), random).map((v) => v - 2), randomArray(outSize(s), random)];
      const [x, dys, dx] = [heap.put(input), heap.put(dy), heap.room(inputSize(s))];
      const expected = (reduce: Reduce) => centralDifferences((at) => dot(dy, reference(s, at, reduce)), input, 1e-6);
      kernels.maxPoolGradient({ ...s, x, dy: dys, dx });
      expectClose(heap.take(dx, inputSize(s)), expected(maximum));
      kernels.averagePoolGradient({ ...s, dy: dys, dx });
      expectClose(heap.take(dx, inputSize(s)), expected(mean));
    }),
  );

  test("of equal maxima the first takes the gradient", () =>
    withKernels(variant, (kernels, heap) => {
      const s = shape({ batch: 1, height: 2, width: 2, channels: 5, outHeight: 1, outWidth: 1 });
      const [x, dy, dx] = [heap.put(new Float32Array(20).fill(3)), heap.put([1, 2, 3, 4, 5]), heap.room(20)];
      kernels.maxPoolGradient({ ...s, x, dy, dx });
      expect([...heap.take(dx, 20)]).toEqual([1, 2, 3, 4, 5, ...new Array(15).fill(0)]);
    }));

  test("an empty batch does nothing", () =>
    withKernels(variant, (kernels, heap) => {
      const some = heap.put([7]);
      kernels.maxPool({ ...shape({ batch: 0 }), x: some, out: some });
      kernels.averagePoolGradient({ ...shape({ batch: 0 }), dy: some, dx: some });
      expect(heap.take(some, 1)[0]).toBe(7);
    }));
});

test("a window that lies in the padding is refused", () =>
  withKernels({ simd: "plain" }, (kernels, heap) => {
    const some = heap.room(1);
    expect(() => kernels.maxPool({ ...shape({ padTop: 2 }), x: some, out: some })).toThrow(
      "expected windows that all touch",
    );
  }));
