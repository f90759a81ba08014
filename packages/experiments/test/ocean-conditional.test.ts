import { createGenerator, denseScores } from "@crosstilt/core";
import { createOcean, generatePairs, logLikelihoods, oceanPairs, velocityField } from "@crosstilt/dataset-ocean";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { candidateWeights } from "../src/ocean/assimilation.js";
import { fieldCalibration } from "../src/ocean/field-calibration.js";
import { candidatesObjective } from "../src/ocean/objective.js";
import { probe, velocityProbes } from "../src/ocean/probes.js";
import { quadraticModel } from "../src/ocean/quadratic.js";

const ocean = createOcean({ points: 60, modes: 6, seed: 5, rmsSpeed: 10 });

onEveryBackend(() => {
  describe("the loss with further candidates", () => {
    const u = [[1, 0], [0, 1]]; // biome-ignore format: a matrix
    const v = [[0.9, 0.2], [0.1, 0.7]]; // biome-ignore format: a matrix
    const pairs = {
      length: 2,
      shape: { u: [2], v: [2] },
      batch: () => ({ u: tf.tensor2d(u), v: tf.tensor2d(v) }),
    };

    test.each([0, 5])("of %i potentials is that of double loops", async (count) => {
      const potentials = tf.tensor2d([[0.5, 0.5]]);
      const objective = candidatesObjective((_, a, b) => ({ u: a, v: b as tf.Tensor2D }), pairs, { potentials, count });
      const batch = await objective.load(Int32Array.of(0, 1));
      const terms = objective.evaluate({}, batch, createGenerator(1));
      const total = terms.total.dataSync()[0];
      tf.dispose([batch, { ...terms }, potentials]);
      const candidates = [...u, ...Array.from({ length: count }, () => [0.5, 0.5])];
      const score = (a: number[], b: number[]) => a[0]! * b[0]! + a[1]! * b[1]!;
      const logMeanExp = (values: number[]) =>
        Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0) / values.length);
      const expected = [0, 1].map(
        (i) =>
          logMeanExp(candidates.map((a) => score(a, v[i]!))) / 4 +
          logMeanExp(v.map((b) => score(u[i]!, b))) / 4 -
          score(u[i]!, v[i]!) / 2,
      );
      expect(total).toBeCloseTo(expected[0]! + expected[1]!, 5);
    });
  });

  test("the quadratic model scores by the log likelihood of the velocities, up to a constant of the path", async () => {
    const pairs = oceanPairs(ocean, await generatePairs(ocean, { count: 5, threads: 1 }));
    const [stride, noise] = [12, 2];
    const model = quadraticModel(ocean, { stride, noise });
    const parameters = model.parameters();
    const { u, v } = await pairs.batch([0, 1, 2, 3, 4]);
    const form = tf.tidy(() => {
      const { u: left, v: right } = model.score(parameters, u as tf.Tensor2D, v, createGenerator(1));
      return tf.matMul(left, right, false, true).arraySync() as number[][];
    });
    for (let j = 0; j < 5; j++) {
      const path = pairs.raw.v.subarray(j * 120, (j + 1) * 120);
      const expected = logLikelihoods(ocean, path, pairs.raw.u, { stride, noise });
      for (let i = 0; i < 5; i++)
        expect(Math.abs(form[i]![j]! - expected[i]!)).toBeLessThan(1e-3 * (1 + Math.abs(expected[i]!)));
    }
    expect(Array.from(model.precisions(parameters))).toEqual(
      Array.from({ length: model.rank / 2 }, () => expect.closeTo(0.25, 5)),
    );
    tf.dispose([{ ...parameters }, u, v]);
  });
});

describe("the conditional as a law of fields", () => {
  test("weighs candidates by softmax, with or without the truth", () => {
    const scores = denseScores(Float64Array.of(1, 3, 2, -40), [1, 4]);
    const total = Math.exp(1) + Math.exp(3) + Math.exp(2);
    expect(candidateWeights(scores, 0).indices).toEqual([0, 1, 2]);
    expect(candidateWeights(scores, 0).weights[1]).toBeCloseTo(Math.exp(3) / total, 12);
    expect(candidateWeights(scores, 0, 1).indices).toEqual([0, 2]);
    expect(candidateWeights(scores, 0, 1).weights[1]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
  });

  test("probes are velocities of the field halfway through", async () => {
    const { u } = await generatePairs(ocean, { count: 2, threads: 1 });
    const probes = velocityProbes(ocean);
    const values = probe(probes, u);
    const field = velocityField(ocean, u.subarray(12, 24));
    const [wx, wy] = field.velocity(0.1, 0.3, ocean.settings.duration / 2);
    expect([values[probes.count + 2], values[probes.count + 3]]).toEqual([
      expect.closeTo(wx, 4),
      expect.closeTo(wy, 4),
    ]);
  });

  const calibrate = (spreadOfLaw: number) => {
    const generator = createGenerator(7);
    const calibration = fieldCalibration(createGenerator(8));
    const deviation = new Float64Array(4).fill(spreadOfLaw);
    for (let n = 0; n < 1500; n++) {
      const mean = new Float64Array(4).map(() => 5 * generator.normal());
      calibration.add(
        mean.map((value) => value + generator.normal()),
        { mean, deviation, draw: (own) => mean.map((value) => value + spreadOfLaw * own.normal()) },
      );
    }
    return calibration.result();
  };

  test("a true law has flat ranks, the coverage it claims, and an error equal to its spread", () => {
    const { rankHistogram, coverage, error, spread } = calibrate(1);
    for (const share of rankHistogram) expect(Math.abs(share - 0.05)).toBeLessThan(0.015);
    for (const { nominal, actual } of coverage) expect(Math.abs(actual - nominal)).toBeLessThan(0.03);
    expect(error / spread).toBeCloseTo(1, 1);
  });

  test("a law that is too sure covers less than it claims, one that is unsure more", () => {
    const at90 = (spread: number) => calibrate(spread).coverage.find(({ nominal }) => nominal > 0.85)?.actual ?? 0;
    expect(at90(0.3)).toBeLessThan(0.5);
    expect(at90(3)).toBeGreaterThan(0.97);
    expect(calibrate(0.3).rankHistogram[0]).toBeGreaterThan(0.2);
  });

  test("truths equal to draws rank to either side by chance", () => {
    const calibration = fieldCalibration(createGenerator(3));
    const same = Float64Array.of(2);
    for (let n = 0; n < 2000; n++) calibration.add(same, { mean: same, deviation: same, draw: () => same });
    for (const share of calibration.result().rankHistogram) expect(Math.abs(share - 0.05)).toBeLessThan(0.02);
  });
});
