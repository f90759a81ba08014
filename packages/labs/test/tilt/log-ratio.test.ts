import { describe, expect, it } from "vitest";
import { logRatioGrid, type ScalarTilt, scoreAt, solveModel, solveTruth } from "../../src/tilt/index.js";

const pairs = { spreadU: 1.2, spreadV: 0.9, correlation: 0.6, lambdaU: 1 };
const size = 9;
const limit = 2;
const place = (i: number) => limit * ((2 * i) / (size - 1) - 1);

describe("the log ratio of a model to the reference", () => {
  it.each(["inner-product", "quadratic", "general-quadratic"])(
    "is the score of the encoders up to log Z: %s",
    (metric) => {
      const { law, score } = solveModel({ ...pairs, metric, loss: "joint" });
      const { values } = logRatioGrid(law, pairs, size, limit);
      const logZ = Array.from(values, (value, k) => {
        return scoreAt(score as ScalarTilt, place(k % size), place(Math.floor(k / size))) - value;
      });
      for (const value of logZ) expect(value).toBeCloseTo(logZ[0]!, 9);
    },
  );

  it("is ± κ − log cosh κ for normalised encoders", () => {
    const { law, score } = solveModel({ ...pairs, metric: "cosine", loss: "conditional" });
    const { kappa } = score as { kappa: number };
    const { values } = logRatioGrid(law, pairs, size, limit);
    expect(values[0]).toBeCloseTo(kappa - Math.log(Math.cosh(kappa)), 9);
    expect(values[size - 1]).toBeCloseTo(-kappa - Math.log(Math.cosh(kappa)), 9);
  });

  it("of the truth is that of the general quadratic metric, which finds it", () => {
    const found = solveModel({ ...pairs, metric: "general-quadratic", loss: "conditional" });
    const truth = logRatioGrid(solveTruth({ ...pairs, metric: "cosine", loss: "joint" }), pairs, size, limit);
    logRatioGrid(found.law, pairs, size, limit);
    for (const [k, value] of Array.from(truth.values).entries())
      expect(logRatioGrid(found.law, pairs, size, limit).values[k]).toBeCloseTo(value, 8);
  });
});
