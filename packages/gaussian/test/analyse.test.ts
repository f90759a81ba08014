import { describe, expect, it } from "vitest";
import {
  advise,
  analyse,
  mutualInformation,
  type Objective,
  type Purpose,
  purposes,
  rankingErrors,
} from "../src/index.js";
import { positiveProbability } from "../src/ranking.js";
import { objectives } from "./objectives.js";
import { generator, randomCovariance, randomLaws } from "./random.js";

const plane = {
  covariance: [
    [1.5, 1],
    [1, 1.5],
  ],
  split: 1,
};
const sigma = 2 / 3;

describe("analyse", () => {
  it("gives the numbers of the 2-D Gaussian of section 5 for inner product and two-sided conditional loss", () => {
    const result = analyse({ ...plane, metric: "inner-product", loss: "conditional" });
    expect(result.sigma[0]).toBeCloseTo(sigma, 14);
    expect(result.A[0]![0]).toBeCloseTo(1 / 2.25, 14);
    expect(result.loss).toBeCloseTo(-(sigma ** 2) / 2, 14);
    expect(result.mutualInformation).toBeCloseTo(-0.5 * Math.log(1 - sigma ** 2), 14);
    expect(result.errors.uGivenV.mean).toBeCloseTo(0, 14);
    expect(result.errors.uGivenV.covariance).toBeCloseTo(1.5 - (1.5 - 1 / 1.5), 14);
    const ratio = 1 - sigma ** 2;
    expect(result.klUGivenV).toBeCloseTo(0.5 * (ratio - 1 - Math.log(ratio)), 13);
    expect(result.notes).toEqual([]);
  });

  it("has exactly the keys scripts rely on, and is plain JSON", () => {
    const result = analyse({ ...plane, metric: "quadratic", loss: "joint" });
    expect(Object.keys(result).sort()).toEqual([
      "A",
      "B",
      "D",
      "G",
      "H",
      "errors",
      "klJoint",
      "klUGivenV",
      "klVGivenU",
      "loss",
      "mutualInformation",
      "notes",
      "sigma",
    ]);
    expect(Object.keys(result.errors.vGivenU)).toEqual(["mean", "covariance"]);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it("the one-sided quadratic optimum is exact for u given v and says that v given u is not fitted", () => {
    const result = analyse({ ...plane, metric: "quadratic", loss: "conditional", lambdaU: 2, lambdaV: 0 });
    expect(result.klUGivenV).toBeCloseTo(0, 14);
    expect(result.klVGivenU).toBeGreaterThan(0.05);
    expect(result.notes.join()).toMatch(/lambdaV is 0/);
  });

  it("encoders without a joint law get null and a note", () => {
    const encoders = { G: [[1]], H: [[1]] };
    const result = analyse({ ...plane, metric: "inner-product", loss: "joint", encoders });
    expect([result.klJoint, result.loss]).toEqual([null, null]);
    expect(result.notes.join()).toMatch(/loss: .*infinite.*klJoint: .*singular value of 1 or more/);
    expect(Number.isFinite(result.klUGivenV)).toBe(true);
  });
});

describe("analyse at bad conditions", () => {
  it("every quantity exists and is finite for every objective, to condition number 1e12", () => {
    for (const { covariance, split, rank } of randomLaws(40, 6, 12))
      for (const objective of objectives) {
        const text = JSON.stringify(analyse({ covariance, split, rank, ...objective }));
        expect(text).not.toMatch(/null|NaN/);
        expect(text).toMatch(/"klJoint":\d/);
      }
  });
});

describe("ranking errors", () => {
  it("P(Q > 0) has its closed forms: equal weights, and two opposite weights", () => {
    expect(positiveProbability([1, -1])).toBeCloseTo(0.5, 13);
    expect(positiveProbability([1, 1])).toBeCloseTo(1, 13);
    expect(positiveProbability([3, -1])).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(1 / Math.sqrt(3)), 13);
    expect(positiveProbability([1, 1, -0.5, -0.5])).toBeCloseTo(1 / 1.5, 13);
    expect(positiveProbability([0, 0])).toBe(0.5);
  });

  it("agree with counting on random draws", () => {
    const rng = generator(2);
    const [g, h, correlation] = [0.9, 1.3, 0.8];
    const law = {
      covariance: [
        [1, correlation],
        [correlation, 1],
      ],
      split: 1,
    };
    const scores = {
      "inner-product": (u: number, v: number) => g * u * h * v,
      quadratic: (u: number, v: number) => -0.5 * (g * u - h * v) ** 2,
    };
    for (const metric of ["inner-product", "quadratic"] as const) {
      let outranked = 0;
      const count = 40000;
      for (let i = 0; i < count; i += 1) {
        const v = rng.normal();
        const u = correlation * v + Math.sqrt(1 - correlation ** 2) * rng.normal();
        if (scores[metric](rng.normal(), v) > scores[metric](u, v)) outranked += 1;
      }
      const exact = rankingErrors({ ...law, metric, G: [[g]], H: [[h]] }).uGivenV;
      expect(Math.abs(outranked / count - exact)).toBeLessThan(0.01);
    }
  });
});

describe("advice", () => {
  const law = { covariance: randomCovariance(generator(12), 7, 100), split: 4 };
  const recommend = (purpose: Purpose) => advise({ ...law, purpose }).recommended;

  it("recommends the simplest exact model for point estimates", () => {
    for (const purpose of ["point-estimate-u-given-v", "point-estimate-v-given-u"] as const) {
      expect(recommend(purpose)).toMatchObject({ metric: "inner-product", loss: "conditional", rank: 3 });
      expect(recommend(purpose).error).toBeLessThan(1e-12);
    }
  });

  it("recommends the general quadratic metric for sampling, the joint law and retrieval, where it is exact", () => {
    for (const purpose of ["sample-u-given-v", "sample-v-given-u", "joint", "retrieval"] as const)
      expect(recommend(purpose)).toMatchObject({ metric: "general-quadratic", lambdaU: 1, lambdaV: 1, rank: 3 });
    for (const purpose of ["sample-u-given-v", "sample-v-given-u", "joint"] as const)
      expect(recommend(purpose).error).toBeLessThan(1e-10);
  });

  it("predicts what analyse finds, for every row", () => {
    const models = (purpose: Purpose) =>
      advise({ ...law, purpose }).table.filter((row): row is typeof row & Required<Objective> => row.metric !== "none");
    const rows = models("sample-u-given-v");
    expect(rows.length).toBe(7 * 3);
    for (const { metric, loss, lambdaU, lambdaV, rank, error } of rows)
      expect(error).toBeCloseTo(analyse({ ...law, metric, loss, lambdaU, lambdaV, rank }).klUGivenV, 9);
    for (const row of models("point-estimate-v-given-u"))
      expect(row.error).toBeCloseTo(analyse({ ...law, ...row }).errors.vGivenU.mean, 9);
    for (const row of models("joint")) expect(row.error).toBeCloseTo(analyse({ ...law, ...row }).klJoint!, 9);
  });

  it("no row is worse than independence where its loss fits the purpose, and every row gives one sentence", () => {
    for (const purpose of purposes) {
      const { table, baseline, recommended } = advise({ ...law, purpose });
      expect(recommended.error).toBeLessThan(baseline);
      for (const { reason } of table) expect(reason).toMatch(/^[A-Z][^.]*(\.\d+[^.]*)*\.$/);
    }
    expect(advise({ ...law, purpose: "joint" }).baseline).toBeCloseTo(mutualInformation(law), 14);
  });

  it("retrieval errors of the recommended model are below one half and no row beats it", () => {
    const { table, recommended } = advise({ ...law, purpose: "retrieval" });
    expect(recommended.error).toBeLessThan(0.45);
    expect(Math.min(...table.map((row) => row.error))).toBeGreaterThan(recommended.error - 1e-8);
  });
});
