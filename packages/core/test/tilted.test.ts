import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import {
  classify,
  conditionalWeights,
  createGenerator,
  effectiveSampleSize,
  logDensityRatio,
  perplexity,
  retrieve,
  sample,
} from "../src/index.js";

onEveryBackend(() => {
  test("the density ratio has mean one over the product of marginals", () => {
    const scores = tf.tensor2d([
      [1, -2, 0.5],
      [3, 0, -1],
    ]);
    const ratio = logDensityRatio(scores);
    const mean = Array.from(ratio.dataSync(), Math.exp).reduce((sum, value) => sum + value, 0) / 6;
    expect(mean).toBeCloseTo(1, 6);
    tf.dispose([scores, ratio]);
  });

  test("a log-prior moves the weights as Bayes says", () => {
    const scores = tf.tensor2d([[0, Math.log(2)]]);
    const logPrior = tf.tensor1d([Math.log(0.8), Math.log(0.2)]);
    const [flat, informed] = [conditionalWeights(scores), conditionalWeights(scores, logPrior)];
    expect(flat.dataSync()[1]).toBeCloseTo(2 / 3, 6);
    expect(informed.dataSync()[1]).toBeCloseTo(0.4 / 1.2, 6);
    const { labels, probabilities } = classify(scores, logPrior);
    expect(labels.dataSync()[0]).toBe(0);
    tf.dispose([scores, logPrior, flat, informed, labels, probabilities]);
  });

  test("retrieval returns the best candidates in order", () => {
    const scores = tf.tensor2d([[0.1, 3, 2]]);
    const best = retrieve(scores, 2);
    expect(Array.from(best.indices.dataSync())).toEqual([1, 2]);
    expect(() => retrieve(scores, 4)).toThrow(/k: expected an integer from 1 to the 3 candidates, received 4/);
    tf.dispose([scores, best.indices, best.scores]);
  });
});

test("effective sample size and perplexity run from one to the number of samples", () => {
  expect([effectiveSampleSize([1, 0, 0]), perplexity([1, 0, 0])]).toEqual([1, 1]);
  expect(effectiveSampleSize([0.25, 0.25, 0.25, 0.25])).toBeCloseTo(4, 12);
  expect(perplexity([0.25, 0.25, 0.25, 0.25])).toBeCloseTo(4, 12);
});

test("samples follow their weights, with and without replacement", () => {
  const generator = createGenerator(2);
  const drawn = sample([1, 0, 3], { count: 20_000, generator });
  const share = drawn.filter((index) => index === 2).length / drawn.length;
  expect(drawn).not.toContain(1);
  expect(Math.abs(share - 0.75)).toBeLessThan(0.015);
  expect(sample([1, 0, 3], { count: 2, generator, withoutReplacement: true }).sort()).toEqual([0, 2]);
  const firsts = Array.from(
    { length: 20_000 },
    () => sample([1, 3], { count: 1, generator, withoutReplacement: true })[0],
  );
  expect(Math.abs(firsts.filter((index) => index === 1).length / firsts.length - 0.75)).toBeLessThan(0.015);
});

test("weights that are no weights are refused", () => {
  const generator = createGenerator(1);
  expect(() => sample([0, 0], { count: 1, generator })).toThrow(/positive sum/);
  expect(() => sample([1, Number.NaN], { count: 1, generator })).toThrow(/weights\[1\].*NaN/);
  expect(() => sample([1, 0], { count: 2, generator, withoutReplacement: true })).toThrow(/at most the 1 samples/);
});
