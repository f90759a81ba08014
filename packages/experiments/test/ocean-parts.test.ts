import { createGenerator, factoredScores } from "@crosstilt/core";
import { createOcean, generatePairs, pathVelocities, velocityField } from "@crosstilt/dataset-ocean";
import { describe, expect, test } from "vitest";
import { describeEstimate, estimateTransformer } from "../src/ocean/estimate.js";
import { likelihoodRecall } from "../src/ocean/likelihood.js";
import { bothWays, type Recall } from "../src/ocean/recall.js";
import { oceanRunSettings } from "../src/ocean/settings.js";

const size = 12;

/** Among random orders of ties, the share in which the partner is among the first k: its places are equally likely. */
function recallOfRows(scores: number[][]) {
  const share = (k: number) =>
    scores.reduce((sum, row, i) => {
      const better = row.filter((score) => score > row[i]!).length;
      const tied = row.filter((score) => score === row[i]).length;
      return sum + Math.min(1, Math.max(0, k - better) / tied);
    }, 0) / scores.length;
  return { r1: share(1), r5: share(5) };
}

const transposedRows = (rows: number[][]) => rows.map((_, j) => rows.map((row) => row[j]!));

const close = ({ r1, r5 }: Recall) => ({ r1: expect.closeTo(r1, 12), r5: expect.closeTo(r5, 12) });
const expectedBothWays = (scores: number[][]) => ({
  potentialToTrajectory: close(recallOfRows(scores)),
  trajectoryToPotential: close(recallOfRows(transposedRows(scores))),
});

describe("recall both ways", () => {
  const integers = (n: number, seed: number) => {
    const generator = createGenerator(seed);
    return Array.from({ length: n }, () => Array.from({ length: 3 }, () => generator.integer(4) - 2));
  };
  const side = (rows: number[][]) => ({ vectors: Float32Array.from(rows.flat()), dimension: 3 });

  test.each([1, 7, 600])("of %i pairs is that of double loops, ties included", (n) => {
    const [u, v] = [integers(n, 1), integers(n, 2)];
    const scores = u.map((a) => v.map((b) => a.reduce((sum, x, k) => sum + x * b[k]!, 0)));
    expect(bothWays(factoredScores({ u: side(u), v: side(v) }))).toEqual(expectedBothWays(scores));
  });

  test("of embeddings that are all alike is that of chance", () => {
    const same = { vectors: new Float32Array(40 * 98).fill(1), dimension: 98 };
    const chance = { r1: expect.closeTo(1 / 40, 12), r5: expect.closeTo(5 / 40, 12) };
    expect(bothWays(factoredScores({ u: same, v: same }))).toEqual({
      trajectoryToPotential: chance,
      potentialToTrajectory: chance,
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
          const [wx, wy] = field.velocity(x[n]!, y[n]!, t[n]!);
          return sum - (wx - velocity[2 * n]!) ** 2 - (wy - velocity[2 * n + 1]!) ** 2;
        }, 0),
      );
    });
    const recall = await likelihoodRecall(rough, { u, v }, { stride: 1 });
    expect(recall).toEqual(expectedBothWays(scores));
    expect(recall.trajectoryToPotential.r1).toBeLessThan(1);
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
