// What the capability table cannot say: results that are not float32, edge cases, repeated operands.
import { createGenerator, scoreStatistics } from "@crosstilt/core";
import { RELU_GRADIENT_KERNEL } from "@crosstilt/core/backend";
import { fc, test as fcTest } from "@fast-check/vitest";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../src/index.js";

beforeAll(async () => {
  await useBackend("wasm");
});

const compare = {
  equal: { f: tf.equal, holds: (a: number, b: number) => a === b },
  notEqual: { f: tf.notEqual, holds: (a: number, b: number) => a !== b },
  less: { f: tf.less, holds: (a: number, b: number) => a < b },
  lessEqual: { f: tf.lessEqual, holds: (a: number, b: number) => a <= b },
  greater: { f: tf.greater, holds: (a: number, b: number) => a > b },
  greaterEqual: { f: tf.greaterEqual, holds: (a: number, b: number) => a >= b },
};

const shapePairs: [a: number[], b: number[]][] = [
  [[], []],
  [[7], []],
  [
    [3, 5],
    [3, 5],
  ],
  [[3, 5], [5]],
  [
    [3, 1],
    [3, 5],
  ],
  [
    [3, 1],
    [1, 5],
  ],
  [
    [2, 3, 4],
    [3, 1],
  ],
  [
    [2, 1, 4],
    [1, 3, 1],
  ],
  [[0, 4], [4]],
];

/** Small integers, so that equal pairs are common, with NaN and infinities among them. */
function values(shape: number[], seed: number): number[] {
  const generator = createGenerator(seed);
  const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];
  return Array.from({ length: tf.util.sizeFromShape(shape) }, () => {
    const draw = generator.integer(12);
    return special[draw] ?? draw - 8;
  });
}

/** The entry of an operand that stands against entry `index` of the result. */
function operandIndex(shape: number[], outShape: number[], index: number): number {
  let [at, stride, rest] = [0, 1, index];
  for (let axis = 1; axis <= outShape.length; axis++) {
    const place = rest % outShape[outShape.length - axis]!;
    rest = Math.floor(rest / outShape[outShape.length - axis]!);
    const length = shape[shape.length - axis] ?? 1;
    if (length > 1) at += place * stride;
    stride *= length;
  }
  return at;
}

describe("comparisons on wasm", () => {
  for (const [name, { f, holds }] of Object.entries(compare))
    test.each(shapePairs)(`${name} of shapes %j and %j, each element with its partner`, (aShape, bShape) => {
      const [a, b] = [values(aShape, 1), values(bShape, 2)];
      const result = tf.tidy(() => {
        const out = f(tf.tensor(a, aShape, "float32"), tf.tensor(b, bShape, "float32"));
        expect(out.dtype).toBe("bool");
        return { shape: out.shape, data: Array.from(out.dataSync()) };
      });
      const expected = result.data.map((_, i) =>
        Number(holds(a[operandIndex(aShape, result.shape, i)]!, b[operandIndex(bShape, result.shape, i)]!)),
      );
      expect(result.data).toEqual(expected);
      expect(result.shape).toEqual(tf.broadcast_util.assertAndGetBroadcastShape(aShape, bShape));
    });

  test("integers beyond float32 stay distinct", () => {
    const equal = tf.tidy(() =>
      Array.from(tf.equal(tf.tensor1d([2 ** 24 + 1], "int32"), tf.tensor1d([2 ** 24], "int32")).dataSync()),
    );
    expect(equal).toEqual([0]);
  });

  test.each(["float32", "int32"] as const)("where picks %s element by element", (dtype) => {
    const picked = tf.tidy(() => {
      const condition = tf.tensor2d([1, 0, 0, 1, 1, 0], [2, 3], "bool");
      const chosen = tf.where(
        condition,
        tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], dtype),
        tf.tensor2d([-1, -2, -3, -4, -5, -6], [2, 3], dtype),
      );
      expect(chosen.dtype).toBe(dtype);
      return Array.from(chosen.dataSync());
    });
    expect(picked).toEqual([1, -2, -3, 4, 5, -6]);
  });
});

describe("rows on wasm", () => {
  test.each([
    [1, 300, 1],
    [3, 257, 257],
    [2, 1000, 7],
    [4, 9, 3],
  ])("topk of %i rows of %i gives the %i largest with the smaller index first among equals", (rows, columns, k) => {
    const generator = createGenerator(columns);
    const data = Array.from({ length: rows * columns }, () => generator.integer(40) - 20);
    const { found, at } = tf.tidy(() => {
      const top = tf.topk(tf.tensor2d(data, [rows, columns]), k);
      expect([top.values.dtype, top.indices.dtype]).toEqual(["float32", "int32"]);
      return { found: top.values.arraySync() as number[][], at: top.indices.arraySync() as number[][] };
    });
    for (let row = 0; row < rows; row++) {
      const entries = data.slice(row * columns, (row + 1) * columns).map((value, index) => ({ value, index }));
      const best = entries.sort((a, b) => b.value - a.value || a.index - b.index).slice(0, k);
      expect(found[row]).toEqual(best.map(({ value }) => value));
      expect(at[row]).toEqual(best.map(({ index }) => index));
    }
  });

  test("softmax of large logits is a distribution, of empty rows nothing", () => {
    const [weights, none] = tf.tidy(() => [
      Array.from(tf.softmax(tf.tensor2d([1e30, -1e30, 1e30, -500, -500, -500], [2, 3])).dataSync()),
      tf.softmax(tf.zeros([0, 3])).shape,
    ]);
    const expected = [0.5, 0, 0.5, 1 / 3, 1 / 3, 1 / 3];
    for (const [i, weight] of weights.entries()) expect(weight).toBeCloseTo(expected[i]!, 6);
    expect(none).toEqual([0, 3]);
  });
});

describe("elementwise kernels on wasm", () => {
  test.each([
    ["exp", tf.exp, Math.exp],
    ["tanh", tf.tanh, Math.tanh],
    ["sigmoid", tf.sigmoid, (x: number) => 1 / (1 + Math.exp(-x))],
  ] as const)(
    "%s is as accurate as its rounded input, and has its limits at the ends of the line",
    (_, f, reference) => {
      const inputs = Float32Array.from({ length: 1999 }, (_, i) => (i - 999) / 12);
      const outputs = tf.tidy(() => (f as typeof tf.exp)(tf.tensor1d(inputs)).dataSync());
      inputs.forEach((x, i) => {
        const expected = reference(x);
        expect(Math.abs(outputs[i]! - expected)).toBeLessThanOrEqual(
          2e-7 * (2 + Math.abs(x)) * Math.abs(expected) + 1e-36,
        );
      });
      const ends = [Number.NEGATIVE_INFINITY, -1000, 1000, Number.POSITIVE_INFINITY];
      const limits = tf.tidy(() => Array.from((f as typeof tf.exp)(tf.tensor1d(ends)).dataSync()));
      expect(limits).toEqual(ends.map((x) => Math.fround(reference(x))));
      const nan = tf.tidy(() => (f as typeof tf.exp)(tf.tensor1d([Number.NaN])).dataSync()[0]);
      expect(nan).toBeNaN();
    },
  );

  test("the gradient of relu passes where the output is positive", () => {
    const dx = tf.tidy(() => {
      const inputs = { y: tf.tensor1d([0, 2, 0, 1e-30, 5]), dy: tf.tensor1d([1, -2, 3, 4, 5]) };
      const out = tf.engine().runKernel(RELU_GRADIENT_KERNEL, inputs, {}) as tf.Tensor;
      return Array.from(out.dataSync());
    });
    expect(dx).toEqual([0, -2, 0, 4, 5]);
  });

  test("sums of integers stay integers", () => {
    const [total, dtype] = tf.tidy(() => {
      const sum = tf.sum(tf.tensor1d([2 ** 24, 1], "int32"));
      return [sum.dataSync()[0], sum.dtype];
    });
    expect([total, dtype]).toEqual([2 ** 24 + 1, "int32"]);
  });
});

describe("slices on wasm", () => {
  const pieces = fc
    .array(
      fc.tuple(fc.nat(5), fc.nat(3), fc.nat(3)).map(([length, before, after]) => ({ length, before, after })),
      { minLength: 1, maxLength: 4 },
    )
    .map((axes) => ({
      shape: axes.map(({ length, before, after }) => before + length + after),
      begin: axes.map(({ before }) => before),
      size: axes.map(({ length }) => length),
    }));

  fcTest.prop([pieces])("hold the entries of their place, whatever the shape", ({ shape, begin, size }) => {
    tf.tidy(() => {
      const count = tf.util.sizeFromShape(size);
      const all = Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => i);
      const piece = tf.slice(tf.tensor(all, shape, "int32"), begin, size);
      const strides = shape.map((_, axis) => tf.util.sizeFromShape(shape.slice(axis + 1)));
      const expected = Array.from({ length: count }, (_, index) => {
        const place = tf.util.indexToLoc(index, size.length, [
          ...size.map((_, axis) => tf.util.sizeFromShape(size.slice(axis + 1))).slice(0, -1),
        ]);
        return place.reduce((sum, at, axis) => sum + (at + begin[axis]!) * strides[axis]!, 0);
      });
      expect(piece.shape).toEqual(size);
      expect(Array.from(piece.dataSync())).toEqual(expected);
    });
  });

  test.each([0, 1, 2])("split along axis %i into pieces that join to the whole", (axis) => {
    tf.tidy(() => {
      const x = tf.reshape(tf.range(0, 4 * 5 * 6), [4, 5, 6]);
      const parts = tf.split(x, [1, 0, x.shape[axis]! - 1], axis);
      expect(parts.map(({ shape }) => shape[axis])).toEqual([1, 0, x.shape[axis]! - 1]);
      expect(tf.concat(parts, axis).arraySync()).toEqual(x.arraySync());
    });
  });
});

describe("score statistics on wasm", () => {
  type Rows = tf.Tensor2D;
  const objective = (engine: "fused" | "dense", u: Rows, v: Rows, excludeDiagonal: boolean) => {
    const { diagonal, rowLogMeanExp, columnLogMeanExp } = scoreStatistics({ u, v }, { engine, excludeDiagonal });
    return tf.sum(tf.sub(tf.add(rowLogMeanExp, tf.mul(columnLogMeanExp, 2)), diagonal)) as tf.Scalar;
  };
  // The gradients run last pass first, and only one pass's exponentials are remembered.
  const interleaved = (engine: "fused" | "dense") => (u: tf.Tensor, v: tf.Tensor) => {
    const passes = [
      objective(engine, u as Rows, v as Rows, false),
      objective(engine, u as Rows, v as Rows, true),
      objective(engine, v as Rows, u as Rows, false),
    ];
    return tf.addN(passes);
  };

  test("have the right gradients however passes of small batches are interleaved", () => {
    tf.tidy(() => {
      const generator = createGenerator(3);
      const rows = () => tf.tensor2d(Float32Array.from({ length: 70 * 5 }, generator.normal), [70, 5]);
      const inputs = [rows(), rows()];
      const [fused, dense] = (["fused", "dense"] as const).map((engine) => tf.grads(interleaved(engine))(inputs));
      fused!.forEach((gradient, i) => {
        const [received, expected] = [gradient.dataSync(), dense![i]!.dataSync()];
        received.forEach((value, j) => {
          expect(Math.abs(value - expected[j]!)).toBeLessThan(1e-4);
        });
      });
    });
  });
});
