import {
  analyse,
  canonicalCorrelations,
  compareModels,
  inducedModel,
  mutualInformation,
  plugInOptimum,
} from "@crosstilt/gaussian";
import { describe, expect, it } from "vitest";
import { generator } from "../../gaussian/test/random.js";
import { gaussianProcess, samplePairs } from "../src/index.js";

const process = gaussianProcess();
const { law, truth } = process;

/** Rounds to the significant digits a reference value is given with. */
const digits = (value: number, count: number) => Number(value.toPrecision(count));

describe("the Gaussian process of section 6.1", () => {
  it("has the reference canonical correlations and mutual information, to all digits given", () => {
    const { sigma } = canonicalCorrelations(law);
    expect(sigma.map((value) => digits(value, 4))).toEqual([0.9648, 0.8193, 0.5779, 0.3833, 0.2614]);
    expect(mutualInformation(law).toFixed(4)).toBe("2.2105");
  });

  it("has the reference errors of the rank-r optimum, to all digits given", () => {
    const reference = [
      [6.974e-3, 1.22],
      [1.868e-3, 0.5492],
      [6.142e-4, 0.2153],
      [1.835e-4, 6.834e-2],
    ];
    reference.forEach(([forward, back], i) => {
      const { errors } = analyse({ ...law, metric: "inner-product", loss: "conditional", rank: i + 1 });
      expect(digits(errors.uGivenV.mean, 4)).toBe(forward);
      expect(digits(errors.vGivenU.mean, 4)).toBe(back);
    });
    const { errors } = analyse({ ...law, metric: "inner-product", loss: "conditional", rank: 5 });
    expect(errors.uGivenV.mean).toBeLessThan(1e-24);
    expect(errors.vGivenU.mean).toBeLessThan(1e-22);
  });

  it("the plug-in estimate from 10 000 pairs has the errors of regression theory, tr(C) (inputs + 1) / N", () => {
    const count = 10_000;
    const errors = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const samples = samplePairs(process, { count, rng: generator(seed) });
      const { G, H, law: fitted } = plugInOptimum({ samples, metric: "inner-product", loss: "conditional" });
      return compareModels(law, truth, inducedModel({ ...fitted, G, H, metric: "inner-product" })).errors;
    });
    const mean = (side: "uGivenV" | "vGivenU") => errors.reduce((total, error) => total + error[side].mean / 8, 0);
    const total = (covariance: number[][]) => covariance.reduce((sum, row, i) => sum + row[i]!, 0);
    const theory = {
      u: (total(truth.uGivenV.covariance) * 6) / count,
      v: (total(truth.vGivenU.covariance) * 13) / count,
    };
    expect(Math.abs(mean("uGivenV") / theory.u - 1)).toBeLessThan(0.25);
    expect(Math.abs(mean("vGivenU") / theory.v - 1)).toBeLessThan(0.25);
    expect([theory.u, theory.v].map((value) => digits(value, 2))).toEqual([1.8e-5, 3.7e-3]);
  });

  it("covariances equal the double loop over the series", () => {
    const psi = (j: number, x: number) => Math.SQRT2 * Math.cos(j * Math.PI * x);
    const [x, y] = [process.points[2]!, process.points[9]!];
    let [same, cross] = [0.05 ** 2, 0];
    for (let j = 1; j <= 1000; j += 1) {
      const lambda = ((j * Math.PI) ** 2 + 9) ** -2;
      same += lambda * psi(j, x) ** 2;
      cross += lambda * psi(j, x) * psi(j, y);
    }
    expect(law.uu[2]![2]).toBeCloseTo(same, 14);
    expect(law.uu[2]![9]).toBeCloseTo(cross, 14);
    expect(law.uv[9]![3]).toBeCloseTo(psi(4, y) / ((4 * Math.PI) ** 2 + 9), 14);
    expect(law.vv).toEqual(law.vv.map((_, i) => law.vv.map((__, j) => (i === j ? 1 : 0))));
  });

  it("observes at midpoints and follows its options", () => {
    expect(gaussianProcess({ nU: 4 }).points).toEqual([0.125, 0.375, 0.625, 0.875]);
    const other = gaussianProcess({ alpha: 1, tau: 1, nU: 3, nV: 2, noise: 0.1, modes: 50 });
    expect(other.eigenvalues.length).toBe(50);
    expect(other.eigenvalues[1]).toBeCloseTo(1 / (4 * Math.PI ** 2 + 1), 15);
    expect([other.law.uu.length, other.law.vv.length]).toEqual([3, 2]);
    expect(gaussianProcess({ tau: undefined }).options.tau).toBe(3);
  });

  it("refuses options out of range by name", () => {
    expect(() => gaussianProcess({ alpha: 0.5 })).toThrow(/alpha: expected a number above 0\.5, received 0\.5/);
    expect(() => gaussianProcess({ tau: Number.NaN })).toThrow(/tau: .*received NaN/);
    expect(() => gaussianProcess({ noise: 0 })).toThrow(/noise: .*received 0/);
    expect(() => gaussianProcess({ nU: 1.5 })).toThrow(/nU: .*received 1\.5/);
    expect(() => gaussianProcess({ nV: 9, modes: 8 })).toThrow(/nV: expected at most modes = 8, received 9/);
  });
});
