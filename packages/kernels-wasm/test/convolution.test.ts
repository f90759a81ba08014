import { describe, expect, test } from "vitest";
import type { ConvolutionShape } from "../src/index.js";
import { variants, withKernels } from "./heap.js";
import { centralDifferences, dot, expectClose, randomArray, remember, uniform } from "./numbers.js";

type Shape = Required<ConvolutionShape>;

function shape(sizes: Partial<Shape>): Shape {
  const s = { batch: 2, height: 5, width: 6, channels: 3, filterHeight: 3, filterWidth: 2, outChannels: 4 };
  const placed = { ...s, strideHeight: 1, strideWidth: 1, padTop: 0, padLeft: 0, ...sizes };
  const { height, width, filterHeight, filterWidth, strideHeight, strideWidth, padTop, padLeft } = placed;
  return {
    outHeight: Math.floor((height + 2 * padTop - filterHeight) / strideHeight) + 1,
    outWidth: Math.floor((width + 2 * padLeft - filterWidth) / strideWidth) + 1,
    ...placed,
  };
}

const shapes: Shape[] = [
  shape({}),
  shape({ batch: 1, height: 1, width: 1, channels: 1, filterHeight: 1, filterWidth: 1, outChannels: 1 }),
  shape({ filterHeight: 1, filterWidth: 1, channels: 9, outChannels: 17 }),
  shape({ padTop: 1, padLeft: 1, filterWidth: 3, outChannels: 8 }),
  shape({ strideHeight: 2, strideWidth: 3, padTop: 2, padLeft: 1, outChannels: 9 }),
  shape({ strideHeight: 2, strideWidth: 2, height: 7, width: 8, filterHeight: 2, channels: 5 }),
  shape({
    batch: 3,
    height: 9,
    width: 9,
    channels: 1,
    filterHeight: 5,
    filterWidth: 5,
    padTop: 2,
    padLeft: 2,
    outChannels: 6,
  }),
  shape({ padTop: 4, padLeft: 3, batch: 1 }),
  shape({ strideHeight: 4, strideWidth: 4, batch: 1 }),
];

const inputSize = (s: Shape) => s.batch * s.height * s.width * s.channels;
const filterSize = (s: Shape) => s.filterHeight * s.filterWidth * s.channels * s.outChannels;
const outSize = (s: Shape) => s.batch * s.outHeight * s.outWidth * s.outChannels;

function reference(s: Shape, x: ArrayLike<number>, filter: ArrayLike<number>): Float64Array {
  const out = new Float64Array(outSize(s));
  for (let index = 0; index < out.length; index++) {
    const o = index % s.outChannels;
    const pixel = Math.floor(index / s.outChannels);
    const [image, oy, ox] = [
      Math.floor(pixel / (s.outHeight * s.outWidth)),
      Math.floor(pixel / s.outWidth) % s.outHeight,
      pixel % s.outWidth,
    ];
    for (let fy = 0; fy < s.filterHeight; fy++)
      for (let fx = 0; fx < s.filterWidth; fx++) {
        const [y, w] = [oy * s.strideHeight + fy - s.padTop, ox * s.strideWidth + fx - s.padLeft];
        if (y < 0 || y >= s.height || w < 0 || w >= s.width) continue;
        for (let c = 0; c < s.channels; c++)
          out[index]! +=
            x[((image * s.height + y) * s.width + w) * s.channels + c]! *
            filter[((fy * s.filterWidth + fx) * s.channels + c) * s.outChannels + o]!;
      }
  }
  return out;
}

const randomInputs = (s: Shape, seed: number) => {
  const random = uniform(seed);
  const [x, filter, dy] = [inputSize(s), filterSize(s), outSize(s)].map((size) => randomArray(size, random));
  return { x: x!, filter: filter!, dy: dy! };
};

const expectedGradients = remember((s: Shape) => {
  const { x, filter, dy } = randomInputs(s, 2);
  const byInput = centralDifferences((input) => dot(dy, reference(s, input, filter)), x);
  const byFilter = centralDifferences((weights) => dot(dy, reference(s, x, weights)), filter);
  return { x, filter, dy, byInput, byFilter };
});

describe.each(variants)("conv2d, $simd, $threads threads", (variant) => {
  test.each(shapes)("equals the float64 sum over taps: %o", (s) =>
    withKernels(variant, (kernels, heap) => {
      const random = uniform(1);
      const [x, filter] = [randomArray(inputSize(s), random), randomArray(filterSize(s), random)];
      const bias = randomArray(s.outChannels, random);
      const [xs, filters, out] = [heap.put(x), heap.put(filter), heap.room(outSize(s))];
      const plain = reference(s, x, filter);
      kernels.conv2d({ ...s, x: xs, filter: filters, out });
      expectClose(heap.take(out, outSize(s)), plain);
      kernels.conv2d({ ...s, x: xs, filter: filters, out, bias: heap.put(bias), activation: "relu" });
      expectClose(
        heap.take(out, outSize(s)),
        plain.map((value, i) => Math.max(0, value + bias[i % s.outChannels]!)),
      );
    }),
  );

  test.each(shapes)("both gradients equal central differences: %o", (s) =>
    withKernels(variant, (kernels, heap) => {
      const { x, filter, dy, byInput, byFilter } = expectedGradients(s);
      const [dx, dFilter, dys] = [heap.room(inputSize(s)), heap.room(filterSize(s)), heap.put(dy)];
      kernels.conv2dInputGradient({ ...s, dy: dys, filter: heap.put(filter), dx });
      kernels.conv2dFilterGradient({ ...s, x: heap.put(x), dy: dys, dFilter });
      expectClose(heap.take(dx, inputSize(s)), byInput);
      expectClose(heap.take(dFilter, filterSize(s)), byFilter);
    }),
  );

  test("large images are handled in chunks of patches", () =>
    withKernels(variant, (kernels, heap) => {
      const s = shape({
        batch: 1,
        height: 40,
        width: 37,
        channels: 16,
        filterHeight: 3,
        filterWidth: 3,
        padTop: 1,
        padLeft: 1,
      });
      const { x, filter, dy } = randomInputs(s, 3);
      const dx = heap.room(inputSize(s));
      kernels.conv2dInputGradient({ ...s, dy: heap.put(dy), filter: heap.put(filter), dx });
      const paired = dot(heap.take(dx, inputSize(s)), x);
      expect(paired).toBeCloseTo(dot(dy, reference(s, x, filter)), 2);
    }));

  test("on random shapes both gradients are adjoint to the value, and nothing else is written", async () => {
    const random = uniform(6);
    const whole = (from: number, to: number) => from + Math.floor(((random() + 1) / 2) * (to - from + 1));
    for (let i = 0; i < 40; i++)
      await withKernels(variant, (kernels, heap) => {
        const [filterHeight, filterWidth] = [whole(1, 4), whole(1, 4)];
        const sizes = { batch: whole(1, 4), height: whole(4, 11), width: whole(4, 11), channels: whole(1, 9) };
        const strides = {
          strideHeight: whole(1, 3),
          strideWidth: whole(1, 3),
          padTop: whole(0, 2),
          padLeft: whole(0, 2),
        };
        const s = shape({ ...sizes, ...strides, filterHeight, filterWidth, outChannels: whole(1, 18) });
        const { x, filter, dy } = randomInputs(s, i);
        const [xs, filters, dys] = [x, filter, dy].map(heap.put);
        const [out, dx, dFilter] = [outSize(s), inputSize(s), filterSize(s)].map(heap.room);
        kernels.conv2d({ ...s, x: xs!, filter: filters!, out: out! });
        kernels.conv2dInputGradient({ ...s, dy: dys!, filter: filters!, dx: dx! });
        kernels.conv2dFilterGradient({ ...s, x: xs!, dy: dys!, dFilter: dFilter! });
        const paired = dot(heap.take(out!, outSize(s)), dy);
        expect(dot(heap.take(dx!, inputSize(s)), x)).toBeCloseTo(paired, 2);
        expect(dot(heap.take(dFilter!, filterSize(s)), filter)).toBeCloseTo(paired, 2);
      });
  });

  test("the filter gradient of many equal images stays accurate", () =>
    withKernels(variant, (kernels, heap) => {
      const s = shape({
        batch: 300,
        height: 20,
        width: 20,
        channels: 1,
        filterHeight: 1,
        filterWidth: 1,
        outChannels: 1,
      });
      const [x, dFilter] = [heap.put(new Float32Array(inputSize(s)).fill(0.1)), heap.room(1)];
      kernels.conv2dFilterGradient({ ...s, x, dy: x, dFilter });
      expect(Math.abs(heap.take(dFilter, 1)[0]! / (120_000 * Math.fround(0.1) ** 2) - 1)).toBeLessThan(2e-5);
    }));

  test("an empty batch has an empty output and a zero filter gradient", () =>
    withKernels(variant, (kernels, heap) => {
      const s = shape({ batch: 0 });
      const [some, dFilter] = [heap.room(1), heap.room(filterSize(s))];
      kernels.conv2d({ ...s, x: some, filter: some, out: some });
      kernels.conv2dInputGradient({ ...s, dy: some, filter: some, dx: some });
      kernels.conv2dFilterGradient({ ...s, x: some, dy: some, dFilter });
      expect(heap.take(dFilter, filterSize(s))).toEqual(new Float32Array(filterSize(s)));
    }));
});

test("conv2d refuses a stride of zero", () =>
  withKernels({ simd: "plain" }, (kernels, heap) => {
    const some = heap.room(1);
    expect(() => kernels.conv2d({ ...shape({}), strideWidth: 0, x: some, filter: some, out: some })).toThrow(
      "strideWidth: expected a whole number of at least 1, received 0",
    );
  }));
