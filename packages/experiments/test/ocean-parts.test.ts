import { createGenerator } from "@crosstilt/core";
import { createOcean, generatePairs, pathVelocities, velocityField } from "@crosstilt/dataset-ocean";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { describeEstimate, estimateTransformer } from "../src/ocean/estimate.js";
import { likelihoodRecall } from "../src/ocean/likelihood.js";
import { bothWays, recallOf } from "../src/ocean/recall.js";
import { oceanRunSettings } from "../src/ocean/settings.js";

const size = 12;

/** Ranks by the rule: 1 + strictly better + half of the ties. */
function ranks(scores: number[][]): number[] {
  return scores.map((row, i) =>
    row.reduce((rank, score, j) => (j === i ? rank : rank + (score > row[i] ? 1 : score === row[i] ? 0.5 : 0)), 1),
  );
}

onEveryBackend(() => {
  describe("recall both ways", () => {
    const integers = (n: number, seed: number) => {
      const generator = createGenerator(seed);
      return Array.from({ length: n }, () => Array.from({ length: 3 }, () => generator.integer(4) - 2));
    };

    test.each([1, 7, 600])("of %i pairs follows the rule for ranks, ties included", async (n) => {
      const [u, v] = [integers(n, 1), integers(n, 2)];
      const scores = u.map((a) => v.map((b) => a.reduce((sum, x, k) => sum + x * b[k], 0)));
      const transposed = v.map((_, j) => u.map((__, i) => scores[i][j]));
      const tensors = [tf.tensor2d(u), tf.tensor2d(v)];
      const measured = await bothWays(tensors[0], tensors[1]);
      tf.dispose(tensors);
      const share = (values: number[], k: number) => values.filter((rank) => rank <= k).length / n;
      const expected = (values: number[]) => ({ r1: share(values, 1), r5: share(values, 5) });
      expect(measured).toEqual({
        potentialToTrajectory: expected(ranks(scores)),
        trajectoryToPotential: expected(ranks(transposed)),
      });
    });

    test("of embeddings that are all alike is that of chance", async () => {
      const same = tf.ones<tf.Rank.R2>([40, 98]);
      const { trajectoryToPotential } = await bothWays(same, same);
      same.dispose();
      expect(trajectoryToPotential).toEqual({ r1: 0, r5: 0 });
      expect(recallOf(new Float64Array(40).fill(1 + 39 / 2))).toEqual({ r1: 0, r5: 0 });
    });
  });
});

describe("the measures beside the models", () => {
  test("recall of the likelihood equals that of all residuals without giving up early", async () => {
    const rough = createOcean({ points: 8, modes: 6, seed: 5 });
    const count = 60;
    const { u, v } = await generatePairs(rough, { count, threads: 1 });
    const observed = Array.from({ length: count }, (_, j) => pathVelocities(rough, v.subarray(16 * j, 16 * j + 16), 1));
    const scores = Array.from({ length: count }, (_, i) => {
      const field = velocityField(rough, u.subarray(size * i, size * i + size));
      return observed.map(({ x, y, t, velocity }) =>
        x.reduce((sum, _x, n) => {
          const [wx, wy] = field.velocity(x[n], y[n], t[n]);
          return sum - (wx - velocity[2 * n]) ** 2 - (wy - velocity[2 * n + 1]) ** 2;
        }, 0),
      );
    });
    const transposed = scores.map((_, j) => scores.map((row) => row[j]));
    const expected = {
      potentialToTrajectory: recallOf(ranks(scores)),
      trajectoryToPotential: recallOf(ranks(transposed)),
    };
    expect(await likelihoodRecall(rough, { u, v }, { stride: 1 })).toEqual(expected);
    expect(expected.trajectoryToPotential.r1).toBeLessThan(1);
  });

  test("the estimate grows with depth and warns where memory ends", () => {
    const paper = oceanRunSettings("paper");
    const estimate = estimateTransformer(paper, 1e10);
    const shallow = estimateTransformer({ ...paper, transformer: { ...paper.transformer, depth: 6 } }, 1e10);
    expect(estimate.operations).toBe(2 * shallow.operations);
    expect(describeEstimate(estimate, "wasm")).toMatch(/hours.*at most 4 GiB/);
    expect(describeEstimate(estimateTransformer(oceanRunSettings("smoke"), 1e10), "wasm")).not.toMatch(/at most/);
  });
});
