import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useBackend } from "@crosstilt/backends";
import { valueAndGradients } from "@crosstilt/core";
import { toSvg } from "@crosstilt/figures";
import { lossGradient, lossValue } from "@crosstilt/gaussian";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gaussianConditional } from "../src/gaussian-process/gaussian-conditional.js";
import { processSettings } from "../src/gaussian-process/settings.js";
import { createStudy, type Measured, type ProblemResult } from "../src/gaussian-process/study.js";
import { type ExperimentContext, findExperiment } from "../src/index.js";
import { exactRows, law } from "./law.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "crosstilt-process-"));
  await useBackend("wasm");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const context = (name: string, more: Partial<ExperimentContext> = {}): ExperimentContext => ({
  scale: "smoke",
  seed: 1,
  folder: join(folder, name),
  report: () => undefined,
  ...more,
});
const study = (name: string, more?: Partial<ExperimentContext>) =>
  createStudy({ ...processSettings("smoke"), conditions: 4000 }, context(name, more));
const problem = { pairs: 600, dimension: 5, batch: 128 };

describe("the loss with Gaussian normalisers", () => {
  test("has the value and gradient of the closed form at the covariance of the batch", async () => {
    const rows = exactRows(400);
    const G = [
      [0.3, -0.2, 0.5],
      [0.1, 0.4, 0.2],
    ];
    const H = [
      [0.2, 0.6],
      [-0.3, 0.1],
    ];
    // The loss divides by n − 1, the covariance of these rows by n.
    const objective = { metric: "inner-product", loss: "conditional" } as const;
    const covariance = law.covariance.map((row) => row.map((value) => (value * 400) / 399));
    const at = { covariance, split: 3, ...objective, G, H };
    const [u, v] = [tf.tensor2d(rows.map((row) => row.slice(0, 3))), tf.tensor2d(rows.map((row) => row.slice(3)))];
    const parameters = { G: tf.tensor2d(G), H: tf.tensor2d(H) };
    const loss = gaussianConditional();
    const { value, gradients } = valueAndGradients((current) => {
      const embed = (x: tf.Tensor2D, encoder: tf.Tensor) => tf.matMul(x, encoder as tf.Tensor2D, false, true);
      const input = { n: 400, parameters: {}, u: embed(u, current.G!), v: embed(v, current.H!) };
      return { value: loss.evaluate(input as never).total as tf.Scalar, aux: {} };
    }, parameters);
    expect(value.dataSync()[0]).toBeCloseTo(lossValue(at), 5);
    const exact = lossGradient(at);
    for (const name of ["G", "H"] as const)
      (gradients[name]!.arraySync() as number[][]).flat().forEach((entry, i) => {
        expect(entry).toBeCloseTo(exact[name].flat()[i]!, 4);
      });
    tf.dispose([u, v, parameters, value, gradients]);
  });
});

describe("errors of conditional means", () => {
  test.each([
    [1, "6.974e-3", "1.220e+0"],
    [2, "1.868e-3", "5.492e-1"],
    [3, "6.142e-4", "2.153e-1"],
    [4, "1.835e-4", "6.834e-2"],
  ])("of the closed form of rank %i meet the reference values, and drawn averages agree", async (dimension, u, v) => {
    const { methods } = await study("closed").solve({ ...problem, dimension }, ["closedForm"]);
    const { uGivenV, vGivenU } = methods.closedForm!.errors;
    expect([uGivenV.exact.toExponential(3), vGivenU.exact.toExponential(3)]).toEqual([u, v]);
    for (const { squared, root, exact } of [uGivenV, vGivenU]) {
      expect(Math.abs(squared / exact - 1)).toBeLessThan(0.1);
      expect(root).toBeCloseTo(Math.sqrt(squared), 14);
    }
  });

  test("with Gaussian normalisers training reaches the plug-in estimate; the paper's loss stays above, its setting far above", async () => {
    const { methods } = await study("trained").solve(problem, ["plugIn", "gaussianNormalisers", "ours", "paper"]);
    for (const side of ["uGivenV", "vGivenU"] as const) {
      const times = (method: Measured) => method.errors[side].exact / methods.plugIn!.errors[side].exact;
      expect(times(methods.gaussianNormalisers!)).toBeLessThan(1.3);
      expect(times(methods.ours!)).toBeLessThan(6);
      expect(times(methods.paper!)).toBeGreaterThan(20);
    }
  });
});

describe("a run", () => {
  test("that is stopped in its second stage and resumed ends with the same encoders", async () => {
    const solve = (name: string, more?: Partial<ExperimentContext>): Promise<ProblemResult> =>
      study(name, more).solve(problem, ["ours"]);
    const whole = await solve("whole");
    const controller = new AbortController();
    const stopAt = (done: number, total: number) => total < 100 && done === 3 && controller.abort();
    const stopped = solve("stopped", {
      signal: controller.signal,
      report: ({ done, total }) => void stopAt(done, total),
    });
    await expect(stopped).rejects.toThrow(/checkpoint is saved/);
    const resumed = await solve("stopped", { resume: true });
    expect(resumed.methods.ours!.encoders).toEqual(whole.methods.ours!.encoders);
  });

  test("of fig 8 has every method at every dimension and draws without a warning", async () => {
    const { result, figures } = await findExperiment("fig8").run(context("fig8"));
    const { points } = (result as { figures: { fig8: { points: ProblemResult[] } } }).figures.fig8;
    expect(points.map(({ dimension }) => dimension)).toEqual([1, 5, 6]);
    expect(points.map(({ methods }) => Object.keys(methods).length)).toEqual([4, 5, 4]);
    expect(await toSvg(figures[0]!.spec as Parameters<typeof toSvg>[0])).toMatch(/^<svg/);
  });

  test("of fig 7 draws from the exact laws", async () => {
    const { result } = await findExperiment("fig7").run(context("fig7"));
    const laws = (result as { figures: { fig7: { title: string; draws: number[][]; mean: number[] }[] } }).figures.fig7;
    expect(laws.map(({ title }) => title)).toEqual(["w given v", "w given u", "u given v", "v given u"]);
    for (const { draws, mean } of laws) expect([draws.length, draws[0]!.length]).toEqual([20, mean.length]);
  });
});
