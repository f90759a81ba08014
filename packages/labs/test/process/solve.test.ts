import { analyse } from "@crosstilt/gaussian";
import { describe, expect, it } from "vitest";
import { closedForm, drawSituation, gp, grid, meanPlugInErrors, plugIn } from "../../src/process/index.js";

describe("the Gaussian process of section 6.1", () => {
  it.each([1, 3, 5])("has the errors of @crosstilt/gaussian at dimension %i", (rank) => {
    const exact = analyse({ ...gp.law, metric: "inner-product", loss: "conditional", rank }).errors;
    expect(closedForm(rank).uGivenV).toBeCloseTo(exact.uGivenV.mean, 10);
    expect(closedForm(rank).vGivenU).toBeCloseTo(exact.vGivenU.mean, 10);
  });

  it("comes near the closed form by plug-in, the nearer the more pairs there are", () => {
    const best = closedForm(5).vGivenU;
    const excess = [200, 5000, 100_000].map((count) => meanPlugInErrors(5, count, 3).vGivenU - best);
    expect(excess[0]).toBeGreaterThan(excess[1]!);
    expect(excess[1]).toBeGreaterThan(excess[2]!);
    expect(excess[2]).toBeGreaterThan(0);
    expect(plugIn(5, 200, 3).vGivenU).toBe(plugIn(5, 200, 3).vGivenU);
  });

  it("draws a situation whose field is known at the grid, the same for a seed", () => {
    const { u, v, draws, field } = drawSituation(2);
    expect([u.length, v.length]).toEqual([gp.law.uu.length, gp.law.vv.length]);
    expect(draws.map(({ length }) => length)).toEqual(new Array(12).fill(grid.length));
    expect(drawSituation(2).field.mean).toEqual(field.mean);
  });
});
