import { createGenerator, type Parameters } from "@crosstilt/core";
import { linear } from "@crosstilt/encoders";
import { expectClose, expectGradient, randomMatrix } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { type Fusion, fusions, multimodal, oneVsRest, tupleObjective } from "../src/index.js";

const sizes = { a: 3, b: 2, c: 4 } as const;
const names = ["a", "b", "c"] as const;
const N = 6;

function setting(fusion: Fusion) {
  const generator = createGenerator(3);
  const shape = Object.fromEntries(names.map((name) => [name, [sizes[name]]]));
  const encoders = Object.fromEntries(names.map((name) => [name, linear({ dimension: 4 })]));
  const model = multimodal({ encoders, fusion }, shape);
  const batch = Object.fromEntries(names.map((name) => [name, randomMatrix(generator, N, sizes[name])]));
  return { model, batch, parameters: model.initialise(createGenerator(1)) };
}

/** The loss by its definition, one score at a time. */
function defined(fusion: Fusion, parameters: Parameters, batch: Record<string, tf.Tensor2D>): Record<string, number> {
  const embedded = Object.fromEntries(
    names.map((name) => {
      const kernel = (parameters[`${name}.linear.kernel`] as tf.Tensor2D).arraySync();
      const rows = batch[name]!.arraySync();
      return [
        name,
        rows.map((row) => kernel[0]!.map((_, k) => row.reduce((sum, x, i) => sum + x * kernel[i]![k]!, 0))),
      ];
    }),
  );
  const score = (wanted: string, i: number, j: number): number => {
    const others = names.filter((name) => name !== wanted);
    const own = embedded[wanted]![i]!;
    const [first, second] = others.map((name) => embedded[name]![j]!);
    if (fusion === "sum") return own.reduce((sum, x, k) => sum + x * (first![k]! + second![k]!), 0);
    if (fusion === "product") return own.reduce((sum, x, k) => sum + x * first![k]! * second![k]!, 0);
    // Heads of two numbers: the first for the first of the other modalities, in the order of their names.
    const head = (vector: number[], name: string, other: string) => {
      const place = names.filter((one) => one !== name).indexOf(other as (typeof names)[number]);
      return vector.slice(2 * place, 2 * place + 2);
    };
    return others.reduce((sum, other, k) => {
      const [mine, theirs] = [head(own, wanted, other), head([first, second][k]!, other, wanted)];
      return sum + mine[0]! * theirs[0]! + mine[1]! * theirs[1]!;
    }, 0);
  };
  const terms = names.map((wanted) => {
    let total = 0;
    for (let j = 0; j < N; j++) {
      const mean =
        names && Array.from({ length: N }, (_, i) => Math.exp(score(wanted, i, j))).reduce((x, y) => x + y) / N;
      total += Math.log(mean) - score(wanted, j, j);
    }
    return [wanted, total / N] as const;
  });
  return Object.fromEntries(terms);
}

onEveryBackend(() => {
  describe.each(fusions)("one against the rest, fused by %s", (fusion) => {
    test("has the value of its definition, for any weights, and leaves nothing behind", () => {
      const { model, batch, parameters } = setting(fusion);
      const before = tf.memory().numTensors;
      const weights = { a: 0.5, c: 2 };
      const terms = oneVsRest(model, parameters, batch, { weights });
      const expected = defined(fusion, parameters, batch as Record<string, tf.Tensor2D>);
      for (const name of names) expectClose(name, terms[name]!.dataSync(), [expected[name]!], 1e-5);
      const total = (0.5 * expected.a! + expected.b! + 2 * expected.c!) / 3;
      expectClose("total", terms.total.dataSync(), [total], 1e-5);
      tf.dispose(terms);
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose([batch, { ...parameters }]);
    });

    test("has the gradient of central differences", () => {
      const { model, batch, parameters } = setting(fusion);
      const keys = Object.keys(parameters);
      const f = (tensors: tf.Tensor[]) =>
        oneVsRest(model, Object.fromEntries(keys.map((key, i) => [key, tensors[i]!])), batch).total;
      expectGradient(fusion, f, Object.values(parameters), createGenerator(5));
      tf.dispose([batch, { ...parameters }]);
    });
  });
});

describe("what is refused", () => {
  const encoder = linear({ dimension: 3 });
  test.each([
    [() => multimodal({ encoders: { a: encoder } }, { a: [2] }), /at least two modalities/],
    [() => multimodal({ encoders: { a: encoder, b: encoder } }, { a: [2] }), /each with the shape of its samples/],
    [
      () => multimodal({ encoders: { a: encoder, b: linear({ dimension: 2 }) } }, { a: [2], b: [2] }),
      /one dimension, received 3, 2/,
    ],
    [
      () =>
        multimodal({ encoders: { a: encoder, b: encoder, c: encoder }, fusion: "concat" }, { a: [2], b: [2], c: [1] }),
      /a multiple of the 2 other modalities/,
    ],
    [
      () => multimodal({ encoders: { a: encoder, b: encoder }, fusion: "mean" as never }, { a: [2], b: [2] }),
      /fusion: expected sum/,
    ],
  ])("%#", (make, message) => {
    expect(make).toThrow(message);
  });

  test("batches of other modalities or of different numbers of rows", () => {
    const { model, batch, parameters } = setting("sum");
    const { c: _, ...without } = batch;
    expect(() => oneVsRest(model, parameters, without)).toThrow("as many rows of each of a, b, c, received 6, 6, none");
    const fewer = tf.slice(batch.b!, 0, 2);
    expect(() => tupleObjective(model, { ...batch, b: fewer })).toThrow("received 6, 2, 6");
    tf.dispose([batch, fewer, { ...parameters }]);
  });
});
