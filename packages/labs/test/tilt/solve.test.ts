import { createGenerator } from "@crosstilt/core";
import { analyse, optimum } from "@crosstilt/gaussian";
import { describe, expect, it } from "vitest";
import { covarianceOf, signSolution, solutionAt, solveModel, solveTruth } from "../../src/tilt/index.js";
import { lossAt } from "../../src/tilt/solve.js";
import { choice } from "./choice.js";

const spec = { covariance: covarianceOf(choice), split: 1 };

describe("the model of the lab", () => {
  it.each([
    ["inner-product", "conditional", 1],
    ["inner-product", "joint", 1],
    ["quadratic", "conditional", 2],
    ["quadratic", "joint", 1],
    ["general-quadratic", "conditional", 0.5],
    ["general-quadratic", "joint", 1],
  ] as const)("is the optimum of @crosstilt/gaussian for the %s and the %s loss", (metric, loss, lambdaU) => {
    const objective = { metric, loss, lambdaU, lambdaV: 2 - lambdaU };
    const encoders = optimum({ ...spec, ...objective });
    const exact = analyse({ ...spec, ...objective, encoders });
    const model = solveModel({ ...choice, metric, loss, lambdaU });
    expect(model.loss).toBeCloseTo(exact.loss!, 12);
    expect(model.divergences).toEqual({ uGivenV: exact.klUGivenV, vGivenU: exact.klVGivenU, joint: exact.klJoint });
    expect(model.meanErrors.uGivenV).toBeCloseTo(exact.errors.uGivenV.mean, 12);
  });

  it("has a loss that no other encoders undercut", () => {
    const best = solveModel(choice).loss!;
    for (const [G, H] of [[0.2, 0.3], [0.7, 0.6], [1, -0.1]] as const) // biome-ignore format: pairs
      expect(lossAt(choice, { G: [[G]], H: [[H]] })).toBeGreaterThan(best);
  });

  it("is the truth for the general quadratic metric, whatever the loss", () => {
    for (const loss of ["conditional", "joint"]) {
      const { divergences, meanErrors, law } = solveModel({ ...choice, metric: "general-quadratic", loss });
      for (const value of [divergences.uGivenV, divergences.vGivenU, divergences.joint!, meanErrors.uGivenV])
        expect(Math.abs(value)).toBeLessThan(1e-12);
      expect(law.marginalU!.variance).toBeCloseTo(solveTruth(choice).marginalU!.variance, 12);
    }
  });

  it("tilts nothing where no closed form is known", () => {
    const blank = solveModel({ ...choice, loss: "clip" });
    expect(blank.loss).toBeNull();
    expect(blank.law.uGivenV(2).mean).toBeCloseTo(0, 12);
    expect(blank.law.uGivenV(2).variance).toBeCloseTo(solveTruth(choice).marginalU!.variance, 12);
  });
});

describe("normalised encoders", () => {
  it("have the population loss and the mean error that simulation finds", () => {
    const kappa = 0.6;
    const { loss, meanErrors } = signSolution(choice, kappa);
    const truth = solveTruth(choice);
    const model = signSolution(choice, kappa).law;
    const generator = createGenerator(9);
    const draws = 60_000;
    const [losses, errors]: [number[], number[]] = [[], []];
    for (let i = 0; i < draws; i++) {
      const [x, y] = [generator.normal(), generator.normal()];
      const [u, v] = [x, choice.correlation * x + Math.sqrt(1 - choice.correlation ** 2) * y];
      losses.push(Math.log(Math.cosh(kappa)) - kappa * Math.sign(u * v));
      const given = choice.spreadV * v;
      errors.push((truth.uGivenV(given).mean - model.uGivenV(given).mean) ** 2);
    }
    for (const [values, expected] of [
      [losses, loss!],
      [errors, meanErrors.uGivenV],
    ] as const) {
      // biome-ignore format: pairs
      const mean = values.reduce((sum, value) => sum + value, 0) / draws;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws;
      expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(variance / draws));
    }
  });

  it("are best at the temperature of the closed form", () => {
    const best = signSolution(choice).loss!;
    for (const kappa of [0.1, 0.4, 2]) expect(signSolution(choice, kappa).loss!).toBeGreaterThan(best);
  });

  it("and linear ones at zero are the same law", () => {
    expect(signSolution(choice, 0).divergences.joint).toBeCloseTo(
      solutionAt(choice, { G: [[0]], H: [[0]] }).divergences.joint!,
      12,
    );
  });
});
