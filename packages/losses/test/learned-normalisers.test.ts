import { useBackend } from "@crosstilt/backends";
import { createGenerator, evaluateLoss } from "@crosstilt/core";
import { randomMatrix } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { conditional, learnedNormalisers } from "../src/index.js";
import { mean } from "./references.js";

beforeAll(() => useBackend("wasm"));

const [D, N] = [2, 8];

/** Normalisers given by numbers. */
const parametersOf = (c: number, w: number[], K: number[][]) =>
  Object.fromEntries(
    ["normaliserU", "normaliserV"].flatMap((side) => [
      [`${side}.c`, tf.scalar(c)],
      [`${side}.w`, tf.tensor1d(w)],
      [`${side}.K`, tf.tensor2d(K)],
    ]),
  );

test("the value is that of a double loop with the quadratic functions of the embeddings", () => {
  const generator = createGenerator(3);
  const [u, v] = [randomMatrix(generator, N, D), randomMatrix(generator, N, D)];
  const [c, w, K] = [
    0.3,
    [0.2, -0.5],
    [
      [0.4, 0.1],
      [-0.3, 0.7],
    ],
  ];
  const [x, y] = [u.arraySync(), v.arraySync()];
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const b = (h: readonly number[]) =>
    c +
    dot(w, h) +
    0.5 *
      dot(
        h,
        K.map((row) => dot(row, h)),
      );
  const direction = (rows: readonly number[][], columns: readonly number[][]) =>
    mean(
      rows.map((row, i) => {
        const others = columns.filter((_, j) => j !== i).map((column) => Math.exp(dot(row, column)));
        return mean(others) * Math.exp(-b(row)) + b(row) - 1 - dot(row, columns[i]!);
      }),
    );
  const parameters = parametersOf(c, w, K);
  const loss = learnedNormalisers({ lambdaU: 0.4, lambdaV: 1.6 });
  const terms = tf.tidy(() => {
    const { total, uGivenV, vGivenU } = evaluateLoss(loss, { form: { u, v }, u, v, parameters });
    return [total, uGivenV!, vGivenU!].map((term) => term.dataSync()[0]!);
  });
  tf.dispose([u, v, parameters]);
  expect(terms[1]).toBeCloseTo(direction(y, x), 5);
  expect(terms[2]).toBeCloseTo(direction(x, y), 5);
  expect(terms[0]).toBeCloseTo(0.2 * direction(y, x) + 0.8 * direction(x, y), 5);
});

test("its mean over batches is the loss of infinite batches, at any size, where that of the batch is biased", () => {
  // One coordinate, s = a x y: log Z = a² y²/2, so that K = a² is exact and the loss −aσ + a²/2.
  const [a, sigma, runs] = [0.5, 0.6, 4000];
  const truth = -a * sigma + (a * a) / 2;
  const generator = createGenerator(8);
  const parameters = parametersOf(0, [0], [[a * a]]);
  const values = [learnedNormalisers(), conditional()].map((loss) => ({ loss, all: [] as number[] }));
  for (let run = 0; run < runs; run++) {
    const x = Array.from({ length: 4 }, () => generator.normal());
    const y = x.map((value) => sigma * value + Math.sqrt(1 - sigma ** 2) * generator.normal());
    tf.tidy(() => {
      const [u, v] = [tf.tensor2d(x, [4, 1]), tf.tensor2d(y, [4, 1])];
      const form = { u, v, scale: tf.scalar(a) };
      for (const { loss, all } of values) all.push(evaluateLoss(loss, { form, u, v, parameters }).total.dataSync()[0]!);
    });
  }
  tf.dispose(parameters);
  const [learned, batch] = values.map(({ all }) => {
    const average = mean(all);
    return { average, error: Math.sqrt(mean(all.map((value) => (value - average) ** 2)) / runs) };
  }) as [{ average: number; error: number }, { average: number; error: number }];
  expect(Math.abs(learned.average - truth)).toBeLessThan(4 * learned.error);
  expect(Math.abs(batch.average - truth)).toBeGreaterThan(6 * batch.error);
});

test("without the dimension of the embeddings it is refused", () => {
  expect(() => learnedNormalisers().parameters()).toThrow("dimension: expected that of the embeddings");
  expect(conditional().parameters()).toEqual({});
});
