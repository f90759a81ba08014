import { describe, expect, it } from "vitest";
import {
  analyse,
  conditionalFrontier,
  cosineModel,
  lossValue,
  optimalInverseTemperature,
  optimum,
  signModel,
} from "../src/index.js";
import { scale } from "../src/matrix.js";
import { generator, randomCovariance, randomMatrix } from "./random.js";

describe("normalised encoders of isotropic pairs", () => {
  it("keep the share of the information that Monte Carlo found", () => {
    const shares = [1, 2, 3, 5, 10].map((dimension) => cosineModel({ sigma: 0.8, dimension }).share);
    [0.36, 0.56, 0.67, 0.78, 0.89].forEach((expected, i) => {
      expect(Math.abs(shares[i]! - expected)).toBeLessThan(0.006);
    });
  });

  it("of one output are the model of signs", () => {
    for (const sigma of [0, 0.3, 2 / 3, 0.95]) {
      const signs = signModel({ blocks: { uu: [[1]], uv: [[sigma]], vv: [[1]] } });
      const model = cosineModel({ sigma, dimension: 1 });
      expect(model.meanCosine).toBeCloseTo(signs.agreement, 10);
      expect(model.kappa).toBeCloseTo(signs.kappa, 8);
      expect(model.loss).toBeCloseTo(signs.loss, 10);
    }
  });

  it("of three outputs have log C = log(sinh κ/κ) and the resultant coth κ − 1/κ", () => {
    for (const sigma of [0.4, 0.9, 0.999]) {
      const { kappa, meanCosine, loss } = cosineModel({ sigma, dimension: 3 });
      expect(1 / Math.tanh(kappa) - 1 / kappa).toBeCloseTo(meanCosine, 10);
      const logSinh = kappa + Math.log1p(-Math.exp(-2 * kappa)) - Math.LN2;
      expect(loss).toBeCloseTo(logSinh - Math.log(kappa) - kappa * meanCosine, 8);
    }
  });

  it("have the mean cosine of random draws, within four standard errors", () => {
    const [rng, sigma, n, runs] = [generator(3), 0.7, 4, 40000];
    const values = Array.from({ length: runs }, () => {
      const x = Array.from({ length: n }, () => rng.normal());
      const y = x.map((value) => sigma * value + Math.sqrt(1 - sigma * sigma) * rng.normal());
      const dot = (a: number[], b: number[]) => a.reduce((total, value, i) => total + value * b[i]!, 0);
      return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
    });
    const mean = values.reduce((total, value) => total + value, 0) / runs;
    const error = Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0)) / runs;
    expect(Math.abs(cosineModel({ sigma, dimension: n }).meanCosine - mean)).toBeLessThan(4 * error);
  });

  it("refuses what is no correlation or no dimension", () => {
    expect(() => cosineModel({ sigma: 1, dimension: 2 })).toThrow(/sigma: .*received 1/);
    expect(() => cosineModel({ sigma: 0.5, dimension: 0 })).toThrow(/dimension: .*received 0/);
  });
});

describe("the frontier of the two conditionals under the quadratic metric", () => {
  const law = { covariance: randomCovariance(generator(2), 5, 40), split: 2 };

  it("goes from one exact conditional to the other, and each divergence falls as its weight grows", () => {
    const points = conditionalFrontier({ ...law, points: 11 });
    expect(points[0]!.klVGivenU).toBeCloseTo(0, 10);
    expect(points[10]!.klUGivenV).toBeCloseTo(0, 10);
    points.slice(1).forEach((point, i) => {
      expect(point.klUGivenV).toBeLessThanOrEqual(points[i]!.klUGivenV + 1e-12);
      expect(point.klVGivenU).toBeGreaterThanOrEqual(points[i]!.klVGivenU - 1e-12);
    });
  });

  it("agrees with the analysis of its weights", () => {
    const { klUGivenV, klVGivenU } = conditionalFrontier({ ...law, points: 5, rank: 1 })[3]!;
    const exact = analyse({ ...law, metric: "quadratic", loss: "conditional", lambdaU: 1.5, lambdaV: 0.5, rank: 1 });
    expect([klUGivenV, klVGivenU]).toEqual([expect.closeTo(exact.klUGivenV, 9), expect.closeTo(exact.klVGivenU, 9)]);
  });

  it("has the weak and strong modes of the theory", () => {
    const factors = (sigma: number, share: number) => {
      const spec = { blocks: { uu: [[1]], uv: [[sigma]], vv: [[1]] } };
      const { B, D } = analyse({
        ...spec,
        metric: "quadratic",
        loss: "conditional",
        lambdaU: 2 * share,
        lambdaV: 2 - 2 * share,
      });
      return [B[0]![0]!, D[0]![0]!] as const;
    };
    for (const share of [0.6, 0.8]) {
      const [b, c] = factors(1e-4, share);
      expect(c / b).toBeCloseTo(Math.sqrt(share / (1 - share)), 2);
      expect(Math.sqrt(b * c) / (1e-4 / (1 + Math.sqrt(share * (1 - share))))).toBeCloseTo(1, 3);
      const [strong, other] = factors(1 - 1e-6, share);
      expect(strong * 2e-6).toBeCloseTo(1, 2);
      expect(other - strong).toBeCloseTo(2 * share - 1, 3);
    }
  });
});

describe("the inverse temperature of given encoders", () => {
  const law = { covariance: randomCovariance(generator(6), 6, 20), split: 3 };
  const objective = { metric: "inner-product", loss: "conditional" } as const;

  it("is where the loss is least, and 1 at the optimal encoders", () => {
    const rng = generator(7);
    const [G, H] = [randomMatrix(rng, 2, 3), randomMatrix(rng, 2, 3)];
    const best = optimalInverseTemperature({ ...law, G, H });
    const loss = (beta: number) => lossValue({ ...law, ...objective, G: scale(beta, G), H });
    for (const step of [0.01, -0.01]) expect(loss(best + step)).toBeGreaterThan(loss(best));
    expect((loss(best + 1e-3) - loss(best - 1e-3)) / 2e-3).toBeCloseTo(0, 9);
    expect(optimalInverseTemperature({ ...law, ...optimum({ ...law, ...objective }) })).toBeCloseTo(1, 10);
    expect(() => optimalInverseTemperature({ ...law, G: [[0, 0, 0]], H: [[1, 1, 1]] })).toThrow(/G, H: .*vary/);
  });
});
