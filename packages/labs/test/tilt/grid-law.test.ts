import { describe, expect, it } from "vitest";
import { gridSolution, scalarDivergence, scoreGrid, solutionAt, solveTruth } from "../../src/tilt/index.js";
import { choice } from "./choice.js";

const place = (i: number) => scoreGrid.limit * ((2 * i) / (scoreGrid.size - 1) - 1);

describe("a law known by its scores on a grid", () => {
  it.each([
    ["inner-product", (u: number, v: number) => 0.3 * u * v],
    ["quadratic", (u: number, v: number) => -((0.6 * u - 0.5 * v) ** 2) / 2],
  ])("is the one in closed form when the scores are those of the %s", (metric, score) => {
    const settings = { ...choice, metric };
    const exact = solutionAt(settings, { G: [[0.6]], H: [[0.5]] });
    const size = scoreGrid.size;
    const scores = Float64Array.from({ length: size * size }, (_, k) =>
      score(place(Math.floor(k / size)), place(k % size)),
    );
    const found = gridSolution(settings, scores);
    for (const law of ["uGivenV", "vGivenU", "joint"] as const)
      expect(found.divergences[law]).toBeCloseTo(exact.divergences[law]!, 3);
    expect(found.meanErrors.uGivenV).toBeCloseTo(exact.meanErrors.uGivenV, 3);
    expect(found.law.uGivenV(1).mean).toBeCloseTo(exact.law.uGivenV(1).mean, 2);
    expect(found.law.vGivenU(-0.4).variance).toBeCloseTo(exact.law.vGivenU(-0.4).variance, 2);
    expect(found.law.marginalU!.variance).toBeCloseTo(exact.law.marginalU!.variance, 2);
    expect(found.law.marginalV!.density(0.5)).toBeCloseTo(exact.law.marginalV!.density(0.5), 3);
    const marginal = solveTruth(settings).marginalU!;
    const byMoments = scalarDivergence(marginal, exact.law.marginalU!);
    expect(scalarDivergence(marginal, found.law.marginalU!)).toBeCloseTo(byMoments, 2);
  });
});
