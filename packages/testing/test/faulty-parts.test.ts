import {
  type BuiltEncoder,
  createGenerator,
  defineDataset,
  defineEncoder,
  defineMetric,
  type Pairs,
} from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../test/backends.js";
import { checkDataset, checkEncoder, checkMetric } from "../src/index.js";

beforeAll(async () => {
  await useBackend("cpu");
});

/** What a suite says; fails when it says nothing. */
async function verdict(check: Promise<void>): Promise<string> {
  const message = await check.then(
    () => null,
    (error: Error) => error.message,
  );
  expect(message).not.toBeNull();
  return message!;
}

describe("checkMetric", () => {
  const metric = (form: (u: tf.Tensor2D, v: tf.Tensor2D) => object) =>
    defineMetric({ name: "mine", summary: "s", formula: "f", source: "test", options: {}, form: form as never });

  test("accepts the inner product", async () => {
    const dot = (u: readonly number[], v: readonly number[]) => u.reduce((sum, x, k) => sum + x * v[k]!, 0);
    await checkMetric(
      metric((u, v) => ({ u, v })),
      { reference: dot },
    );
  });

  test("notices scores that depend on the rest of the batch", async () => {
    const centred = metric((u, v) => ({ u: tf.sub(u, tf.mean(u, 0)), v }));
    expect(await verdict(checkMetric(centred))).toMatch(
      /does not depend on the other pairs: score of one pair alone: ex/,
    );
  });

  test("notices the gradient of a norm at zero", async () => {
    const norm = (x: tf.Tensor2D) => tf.sqrt(tf.sum(tf.square(x), 1, true));
    const naive = metric((u, v) => ({ u: tf.div(u, norm(u)), v }));
    expect(await verdict(checkMetric(naive))).toMatch(/zero embeddings.*expected finite numbers, received NaN at 0/);
  });

  test("says which vector of the score form has a wrong shape", async () => {
    const wrong = metric((u, v) => ({ u, v, alpha: tf.zeros([2]) }));
    expect(await verdict(checkMetric(wrong))).toMatch(/alpha: expected a vector of shape \[5\], received.*\[2\]/);
  });
});

describe("checkEncoder", () => {
  const encoder = (change: Partial<BuiltEncoder>) =>
    defineEncoder({
      name: "mine",
      summary: "s",
      options: {},
      build: (_options, [d]) => ({
        dimension: d!,
        parameters: (generator) => ({ w: tf.fill([d!], 1 + 0.1 * generator.normal()) }),
        apply: ({ w }, x) => tf.mul(x, w!) as tf.Tensor2D,
        ...change,
      }),
    })();
  const inputShape = [3];

  test("accepts an encoder that is right", async () => {
    await checkEncoder(encoder({}), { inputShape });
  });

  test.each<[string, Partial<BuiltEncoder>, RegExp]>([
    ["another dimension than declared", { dimension: 5 }, /embeddings: expected shape \[3,5\], received \[3,3\]/],
    [
      "embeddings that depend on the batch",
      { apply: ({ w }, x) => tf.mul(tf.sub(x, tf.mean(x, 0)), w!) as tf.Tensor2D },
      /does not depend on the rest of the batch: embedding of one input alone\[0\]: expected/,
    ],
    [
      "parameters that ignore the seed",
      { parameters: () => ({ w: tf.tensor1d([unseeded(), unseeded(), 1]) }) },
      /the same seed gives the same parameters: w\[0\]: expected/,
    ],
    [
      "embeddings that are not finite",
      { apply: (_p, x) => tf.log(tf.neg(tf.square(x))) as tf.Tensor2D },
      /embeddings: expected finite numbers, received NaN/,
    ],
  ])("notices %s", async (_what, change, message) => {
    expect(await verdict(checkEncoder(encoder(change), { inputShape }))).toMatch(message);
  });

  let calls = 0;
  const unseeded = () => ++calls;
});

describe("checkDataset", () => {
  const right: Pairs = {
    length: 5,
    shape: { u: [2], v: [] },
    batch(indices) {
      const rows = Array.from(indices);
      if (rows.some((row) => !(Number.isInteger(row) && row >= 0 && row < 5))) throw new Error("index");
      return { u: tf.tensor2d(rows.map((row) => [row, -row])), v: tf.tensor1d(rows, "int32") };
    },
  };
  const dataset = (test: () => Pairs, metadata: Record<string, unknown> = { unit: "m" }) =>
    defineDataset({
      name: "mine",
      summary: "s",
      source: "test",
      options: {},
      load: async () => ({ train: right, test: test(), metadata }),
    })();
  const faulty = (change: Partial<Pairs>) => dataset(() => ({ ...right, ...change }));

  test("accepts a data set that is right", async () => {
    await checkDataset(dataset(() => right));
  });

  test.each<[string, Partial<Pairs>, RegExp]>([
    ["wrong shapes", { shape: { u: [3], v: [] } }, /test: batches.*: u: expected shape \[2,3\], received \[2,2\]/],
    ["no pairs", { length: 0 }, /test: there is at least one pair: length: expected a positive integer, received 0/],
    [
      "indices that nobody refuses",
      { batch: (indices) => ({ u: tf.zeros([indices.length, 2]), v: tf.zeros([indices.length]) }) },
      /test: index beyond the end is refused: batch\(\[5\]\) of 5 pairs: expected an error, received u \[1,2\]/,
    ],
    [
      "numbers that are not finite",
      { batch: (i) => ({ u: tf.fill([i.length, 2], Number.NaN), v: tf.zeros([i.length]) }) },
      /test: batches.*: u: expected finite numbers, received NaN at 0 \(4 of 4\)/,
    ],
  ])("notices %s", async (_what, change, message) => {
    expect(await verdict(checkDataset(faulty(change)))).toMatch(message);
  });

  test("notices pairs that differ when they are loaded again", async () => {
    const generator = createGenerator(1);
    const fresh = (): Pairs => {
      const offset = generator.normal();
      const batch = async (indices: ArrayLike<number>) => {
        const { u, v } = await right.batch(indices);
        const moved = tf.add(u, offset);
        u.dispose();
        return { u: moved, v };
      };
      return { ...right, batch };
    };
    expect(await verdict(checkDataset(dataset(fresh)))).toMatch(/u of the test part, loaded again\[0\]: expected/);
  });

  test("notices metadata that is not plain data", async () => {
    expect(await verdict(checkDataset(dataset(() => right, { f: Math.sin })))).toMatch(
      /metadata.f: expected plain data/,
    );
  });
});
