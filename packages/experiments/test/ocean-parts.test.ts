import { createGenerator } from "@crosstilt/core";
import {
  createOcean,
  drawCoefficients,
  generatePairs,
  oceanPairs,
  velocityField,
  velocityRows,
} from "@crosstilt/dataset-ocean";
import { encoderChecks } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { factorise, solveFactored } from "../src/ocean/cholesky.js";
import { describeEstimate, estimateTransformer } from "../src/ocean/estimate.js";
import { likelihoodRecall } from "../src/ocean/likelihood.js";
import { createNormalEquations } from "../src/ocean/normal-equations.js";
import { physicsEncoder } from "../src/ocean/physics-encoder.js";
import { bothWays, recallOf } from "../src/ocean/recall.js";
import { oceanRunSettings } from "../src/ocean/settings.js";
import { pathVelocities, velocityCount } from "../src/ocean/velocities.js";

const ocean = createOcean({ points: 60, modes: 6, seed: 5, rmsSpeed: 10 });
const size = 12;
const paths = () => generatePairs(ocean, { count: 4, threads: 1 });
const pathOf = (v: Float32Array, i: number) => v.subarray(i * 120, (i + 1) * 120);

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

  describe("the physics-informed encoder", () => {
    const settings = { stride: 3, noise: 0.3 };
    let made: Awaited<ReturnType<typeof paths>>;
    beforeAll(async () => {
      made = await paths();
    });
    const inputs = (n: number) => tf.tensor(made.v.slice(0, n * 120), [n, 60, 2]);

    for (const check of encoderChecks(physicsEncoder(ocean, settings), { inputShape: [60, 2], inputs }))
      test(check.name, () => check.run());

    test("starts as the posterior mean: it solves (AᵀA + σ² S⁻²) ψ = Aᵀ y", () => {
      const built = physicsEncoder(ocean, settings).build([60, 2]);
      const parameters = built.parameters(createGenerator(1));
      const batch = inputs(2);
      const embeddings = built.apply(parameters, batch);
      const mean = Array.from(embeddings.dataSync().slice(size, 2 * size));
      tf.dispose([parameters, batch, embeddings]);
      const { count, x, y, t, velocity } = pathVelocities(ocean, pathOf(made.v, 1), settings.stride);
      const residual = new Float64Array(size);
      const rows = new Float64Array(2 * size);
      for (let n = 0; n < count; n++) {
        velocityRows(ocean, [x[n], y[n]], t[n], rows);
        for (const axis of [0, 1]) {
          const row = rows.subarray(axis * size, (axis + 1) * size);
          const missing = velocity[2 * n + axis] - mean.reduce((sum, value, k) => sum + value * row[k], 0);
          row.forEach((value, k) => {
            residual[k] += value * missing;
          });
        }
      }
      const deviations = [...ocean.deviations, ...ocean.deviations];
      mean.forEach((value, k) => {
        const prior = (settings.noise / deviations[k]) ** 2 * value;
        expect(Math.abs(residual[k] - prior)).toBeLessThan(2e-2 * (1 + Math.abs(prior)));
      });
    });

    test("finds the coefficients when the noise is small and the path long", async () => {
      const long = createOcean({ points: 400, modes: 6, seed: 5 });
      const pairs = oceanPairs(long, await generatePairs(long, { count: 1, threads: 1 }));
      const built = physicsEncoder(long, { stride: 2, noise: 1e-3 }).build(pairs.shape.v);
      const parameters = built.parameters(createGenerator(1));
      const { u, v } = await pairs.batch([0]);
      const found = built.apply(parameters, v);
      const truth = Array.from(u.dataSync());
      expect(Array.from(found.dataSync())).toEqual(truth.map((value) => expect.closeTo(value, 2)));
      tf.dispose([parameters, u, v, found]);
    });
  });
});

describe("the parts of the physics", () => {
  test("velocities along a path are those of the field, to the order of the differences", async () => {
    const fine = createOcean({ points: 500, modes: 6, seed: 5 });
    const { v } = await generatePairs(fine, { count: 1, threads: 1 });
    const field = velocityField(fine, drawCoefficients(fine, 0));
    const { count, x, y, t, velocity } = pathVelocities(fine, v, 7);
    expect([x[0], y[0], t[0]]).toEqual([0.75, 0.75, 0]);
    expect(count).toBe(velocityCount(500, 7));
    for (let n = 0; n < count; n++) {
      const [wx, wy] = field.velocity(x[n], y[n], t[n]);
      expect(Math.hypot(wx - velocity[2 * n], wy - velocity[2 * n + 1])).toBeLessThan(2e-2);
    }
  });

  test("normal equations are the sums over a path's equations", async () => {
    const { v } = await paths();
    const { matrix, vector } = createNormalEquations(ocean, 4)(pathOf(v, 2));
    const { count, x, y, t, velocity } = pathVelocities(ocean, pathOf(v, 2), 4);
    const deviations = [...ocean.deviations, ...ocean.deviations];
    const rows = Array.from({ length: count }, (_, n) => {
      const both = new Float64Array(2 * size);
      velocityRows(ocean, [x[n], y[n]], t[n], both);
      return both;
    });
    const entry = (i: number, j: number) =>
      rows.reduce((sum, row) => sum + row[i] * row[j] + row[size + i] * row[size + j], 0) *
      deviations[i] *
      deviations[j];
    const right = (i: number) =>
      rows.reduce((sum, row, n) => sum + row[i] * velocity[2 * n] + row[size + i] * velocity[2 * n + 1], 0) *
      deviations[i];
    expect(matrix).toHaveLength((size * (size + 1)) / 2);
    for (const [i, j] of [
      [0, 0],
      [5, 3],
      [11, 6],
    ]) {
      expect(matrix[(i * (i + 1)) / 2 + j]).toBeCloseTo(entry(i, j), 8);
      expect(vector[i]).toBeCloseTo(right(i), 8);
    }
  });

  test("a factored system has the solution of the system", () => {
    const generator = createGenerator(4);
    const root = Array.from({ length: 5 }, () => Array.from({ length: 5 }, () => generator.normal()));
    const full = root.map((a) => root.map((b) => a.reduce((sum, value, k) => sum + value * b[k], 0)));
    const diagonal = [0.1, 0.2, 0.3, 0.4, 0.5];
    const solution = [1, -2, 3, -4, 5];
    const vector = Float64Array.from(full, (row, i) =>
      row.reduce((sum, value, j) => sum + (value + (i === j ? diagonal[i] : 0)) * solution[j], 0),
    );
    const packed = Float64Array.from(full.flatMap((row, i) => row.slice(0, i + 1)));
    factorise(packed, diagonal);
    solveFactored(packed, vector);
    expect([...vector]).toEqual(solution.map((value) => expect.closeTo(value, 9)));
  });

  test("a matrix that is not positive definite is refused", () => {
    expect(() => factorise(Float64Array.of(1, 2, 1), [0, 0])).toThrow(/positive definite/);
    expect(() => factorise(Float64Array.of(Number.NaN), [0])).toThrow(/positive definite/);
  });

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
