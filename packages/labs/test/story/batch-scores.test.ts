import { useCpu } from "@crosstilt/backends/cpu";
import { evaluateLoss, scores as scoresOf } from "@crosstilt/core";
import { conditional } from "@crosstilt/losses";
import { generalQuadratic } from "@crosstilt/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import {
  batchLosses,
  batchScores,
  drawPairs,
  logRatiosOf,
  partnersFirst,
  trueTilt,
  weightsGivenV,
  withRowConstant,
} from "../../src/story/index.js";
import { tiltOf } from "../../src/tilt/index.js";

beforeAll(useCpu);

const pairs = drawPairs({ correlation: 0.9, count: 12, seed: 3 });

it("scores and losses of a batch are those of the metric and the loss that train it", () => {
  const encoders = { G: [[1.2]], H: [[0.9]], P: [[0.8]], Q: [[1.1]] };
  const ours = batchScores(pairs, tiltOf("general-quadratic", encoders));
  tf.tidy(() => {
    const embed = (values: readonly number[], by: number) => tf.tensor2d(values.map((value) => [value * by]));
    const [u, v] = [embed(pairs.u, 1.2), embed(pairs.v, 0.9)];
    const form = generalQuadratic().form(u, v, { P: tf.tensor2d([[0.8]]), Q: tf.tensor2d([[1.1]]) });
    const matrix = scoresOf(form).arraySync() as number[][];
    for (let i = 0; i < 12; i++) for (let j = 0; j < 12; j++) expect(ours.at(i, j)).toBeCloseTo(matrix[i]![j]!, 5);
    const batch = { form, u, v, samplesU: u, samplesV: v, targets: tf.eye(12) as tf.Tensor2D, parameters: {} };
    const terms = evaluateLoss(conditional(), batch);
    expect(batchLosses(ours).uGivenV).toBeCloseTo(terms.uGivenV!.dataSync()[0]!, 5);
    expect(batchLosses(ours).vGivenU).toBeCloseTo(terms.vGivenU!.dataSync()[0]!, 5);
  });
});

it("a constant added to one u is invisible to v given u, and shifts the weights of u given v", () => {
  const before = batchScores(pairs, trueTilt(0.9));
  const after = withRowConstant(before, 2, 5);
  const [was, is] = [batchLosses(before), batchLosses(after)];
  expect(is.vGivenU).toBeCloseTo(was.vGivenU, 12);
  expect(Math.abs(is.uGivenV - was.uGivenV)).toBeGreaterThan(0.1);
  const ratio = (scores: typeof before) => weightsGivenV(scores, 4)[2]! / weightsGivenV(scores, 4)[0]!;
  expect(ratio(after) / ratio(before)).toBeCloseTo(Math.exp(5), 6);
});

it("partners come first where nothing scores better, in expectation over ties", () => {
  const nothing = batchScores(pairs, { product: 0, squareU: 0, squareV: 0 });
  expect(partnersFirst(nothing)).toBeCloseTo(1, 12);
  const scores = batchScores(pairs, trueTilt(0.9));
  const first = pairs.u.filter((_, i) => pairs.v.every((__, j) => scores.at(i, j) <= scores.at(i, i)));
  expect(partnersFirst(scores)).toBe(first.length);
});

it("log ratios have the mean e^s one over the batch, and the same losses and ranks", () => {
  const scores = batchScores(pairs, trueTilt(0.9));
  const ratios = logRatiosOf(scores);
  let mean = 0;
  for (let i = 0; i < 12; i++) for (let j = 0; j < 12; j++) mean += Math.exp(ratios.at(i, j)) / 144;
  expect(mean).toBeCloseTo(1, 12);
  expect(batchLosses(ratios).vGivenU).toBeCloseTo(batchLosses(scores).vGivenU, 12);
  expect(partnersFirst(ratios)).toBe(partnersFirst(scores));
});
