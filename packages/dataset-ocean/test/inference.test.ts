import { createGenerator } from "@crosstilt/core";
import { encoderChecks } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import {
  createNormalEquations,
  createOcean,
  drawCoefficients,
  factorise,
  generatePairs,
  logLikelihoods,
  oceanPairs,
  pathVelocities,
  physicsEncoder,
  posterior,
  solveFactored,
  velocityCount,
  velocityField,
  velocityRows,
} from "../src/index.js";

const ocean = createOcean({ points: 60, modes: 6, seed: 5, rmsSpeed: 10 });
const size = 12;
const paths = () => generatePairs(ocean, { count: 4, threads: 1 });
const pathOf = (v: Float32Array, i: number) => v.subarray(i * 120, (i + 1) * 120);

onEveryBackend(() => {
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
        velocityRows(ocean, [x[n]!, y[n]!], t[n]!, rows);
        for (const axis of [0, 1]) {
          const row = rows.subarray(axis * size, (axis + 1) * size);
          const missing = velocity[2 * n + axis]! - mean.reduce((sum, value, k) => sum + value * row[k]!, 0);
          row.forEach((value, k) => {
            residual[k]! += value * missing;
          });
        }
      }
      const deviations = [...ocean.deviations, ...ocean.deviations];
      mean.forEach((value, k) => {
        const prior = (settings.noise / deviations[k]!) ** 2 * value;
        expect(Math.abs(residual[k]! - prior)).toBeLessThan(2e-2 * (1 + Math.abs(prior)));
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

describe("inference along a path", () => {
  test("velocities along a path are those of the field, to the order of the differences", async () => {
    const fine = createOcean({ points: 500, modes: 6, seed: 5 });
    const { v } = await generatePairs(fine, { count: 1, threads: 1 });
    const field = velocityField(fine, drawCoefficients(fine, 0));
    const { count, x, y, t, velocity } = pathVelocities(fine, v, 7);
    expect([x[0], y[0], t[0]]).toEqual([0.75, 0.75, 0]);
    expect(count).toBe(velocityCount(500, 7));
    for (let n = 0; n < count; n++) {
      const [wx, wy] = field.velocity(x[n]!, y[n]!, t[n]!);
      expect(Math.hypot(wx - velocity[2 * n]!, wy - velocity[2 * n + 1]!)).toBeLessThan(2e-2);
    }
  });

  test("normal equations are the sums over a path's equations", async () => {
    const { v } = await paths();
    const { matrix, vector } = createNormalEquations(ocean, 4)(pathOf(v, 2));
    const { count, x, y, t, velocity } = pathVelocities(ocean, pathOf(v, 2), 4);
    const deviations = [...ocean.deviations, ...ocean.deviations];
    const rows = Array.from({ length: count }, (_, n) => {
      const both = new Float64Array(2 * size);
      velocityRows(ocean, [x[n]!, y[n]!], t[n]!, both);
      return both;
    });
    const entry = (i: number, j: number) =>
      rows.reduce((sum, row) => sum + row[i]! * row[j]! + row[size + i]! * row[size + j]!, 0) *
      deviations[i]! *
      deviations[j]!;
    const right = (i: number) =>
      rows.reduce((sum, row, n) => sum + row[i]! * velocity[2 * n]! + row[size + i]! * velocity[2 * n + 1]!, 0) *
      deviations[i]!;
    expect(matrix).toHaveLength((size * (size + 1)) / 2);
    for (const [i, j] of [
      [0, 0],
      [5, 3],
      [11, 6],
    ]) {
      expect(matrix[(i! * (i! + 1)) / 2 + j!]).toBeCloseTo(entry(i!, j!), 8);
      expect(vector[i!]).toBeCloseTo(right(i!), 8);
    }
  });

  test("a factored system has the solution of the system", () => {
    const generator = createGenerator(4);
    const root = Array.from({ length: 5 }, () => Array.from({ length: 5 }, () => generator.normal()));
    const full = root.map((a) => root.map((b) => a.reduce((sum, value, k) => sum + value * b[k]!, 0)));
    const diagonal = [0.1, 0.2, 0.3, 0.4, 0.5];
    const solution = [1, -2, 3, -4, 5];
    const vector = Float64Array.from(full, (row, i) =>
      row.reduce((sum, value, j) => sum + (value + (i === j ? diagonal[i]! : 0)) * solution[j]!, 0),
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

  test("the posterior is the Gaussian one: its precision is that of the prior plus that of the velocities", async () => {
    const { v } = await paths();
    const reading = { stride: 6, noise: 0.5 };
    const { mean, deviation } = posterior(ocean, pathOf(v, 3), reading);
    const { count, x, y, t, velocity } = pathVelocities(ocean, pathOf(v, 3), reading.stride);
    const prior = [...ocean.deviations, ...ocean.deviations].map((value) => 1 / value ** 2);
    const precision = prior.map((value, i) => prior.map((_, j) => (i === j ? value : 0)));
    const pull = prior.map(() => 0);
    const rows = new Float64Array(2 * size);
    for (let n = 0; n < count; n++) {
      velocityRows(ocean, [x[n]!, y[n]!], t[n]!, rows);
      for (const axis of [0, 1])
        for (let i = 0; i < size; i++) {
          pull[i]! += (rows[axis * size + i]! * velocity[2 * n + axis]!) / reading.noise ** 2;
          for (let j = 0; j < size; j++)
            precision[i]![j]! += (rows[axis * size + i]! * rows[axis * size + j]!) / reading.noise ** 2;
        }
    }
    const covariance = inverse(precision);
    covariance.forEach((row, i) => {
      const unit = Float64Array.from(row, (_, j) => (i === j ? 1 : 0));
      expect(deviation(unit)).toBeCloseTo(Math.sqrt(row[i]!), 8);
      expect(mean[i]).toBeCloseTo(
        row.reduce((sum, value, j) => sum + value * pull[j]!, 0),
        7,
      );
    });
    const mixed = Float64Array.from(mean, (_, j) => Math.sin(j));
    const variance = covariance.reduce(
      (sum, row, i) => sum + row.reduce((inner, value, j) => inner + mixed[i]! * value * mixed[j]!, 0),
      0,
    );
    expect(deviation(mixed)).toBeCloseTo(Math.sqrt(variance), 8);
  });

  test("log likelihoods are minus the squared velocity differences, and highest at the truth", async () => {
    const { u, v } = await paths();
    const scores = logLikelihoods(ocean, pathOf(v, 1), u, { stride: 5, noise: 2 });
    const { count, x, y, t, velocity } = pathVelocities(ocean, pathOf(v, 1), 5);
    for (let i = 0; i < 4; i++) {
      const field = velocityField(ocean, u.subarray(i * size, (i + 1) * size));
      let sum = 0;
      for (let n = 0; n < count; n++) {
        const [wx, wy] = field.velocity(x[n]!, y[n]!, t[n]!);
        sum -= ((wx - velocity[2 * n]!) ** 2 + (wy - velocity[2 * n + 1]!) ** 2) / 8;
      }
      expect(scores[i]).toBeCloseTo(sum, 8);
    }
    expect(scores.indexOf(Math.max(...scores))).toBe(1);
    expect(() => logLikelihoods(ocean, pathOf(v, 1), u.subarray(1), { stride: 5, noise: 2 })).toThrow(/^gallery/);
  });
});

/** Gauss–Jordan without pivoting, for positive definite matrices. */
function inverse(matrix: readonly number[][]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let k = 0; k < n; k++) {
    const pivot = rows[k]![k]!;
    rows[k] = rows[k]!.map((value) => value / pivot);
    for (let i = 0; i < n; i++) {
      const factor = rows[i]![k]!;
      if (i !== k) rows[i] = rows[i]!.map((value, j) => value - factor * rows[k]![j]!);
    }
  }
  return rows.map((row) => row.slice(n));
}
