import { describe, expect, it } from "vitest";
import { analyse, canonicalCorrelations, lossGradient, lossValue, optimum, rankingErrors } from "../src/index.js";
import { build, sum } from "../src/matrix.js";
import { nameOf, objectives } from "./objectives.js";
import { minimise } from "./quasi-newton.js";
import { generator, randomCovariance } from "./random.js";

const rng = generator(31);
const laws = Array.from({ length: 12 }, () => {
  const [p, q] = [rng.integer(1, 4), rng.integer(1, 4)];
  return { covariance: randomCovariance(rng, p + q, 30), split: p, p, q };
});
const ours = objectives.filter(({ metric }) => metric === "general-quadratic");

describe("the general quadratic metric", () => {
  for (const objective of ours)
    it(`has the value ½ Σ log(1 − σ²) at every rank, and no quasi-Newton run falls below it: ${nameOf(objective)}`, () => {
      let arrived = 0;
      let runs = 0;
      for (const { p, q, ...law } of laws)
        for (let rank = 1; rank <= Math.min(p, q, 3); rank += 1) {
          const best = lossValue({ ...law, ...objective, ...optimum({ ...law, ...objective, rank }) });
          const { sigma } = canonicalCorrelations(law);
          expect(best).toBeCloseTo(0.5 * sum(sigma.slice(0, rank).map((s) => Math.log1p(-s * s))), 11);
          const lengths = [rank * p, rank * q, rank * rank, rank * rank];
          const unpack = (x: number[]) => {
            const part = (at: number, columns: number) => {
              const from = sum(lengths.slice(0, at));
              return build(rank, columns, (i, j) => x[from + i * columns + j]!);
            };
            return { G: part(0, p), H: part(1, q), P: part(2, rank), Q: part(3, rank) };
          };
          const problem = {
            value: (x: number[]) => lossValue({ ...law, ...objective, ...unpack(x) }),
            gradient: (x: number[]) => {
              const { G, H, P, Q } = lossGradient({ ...law, ...objective, ...unpack(x) });
              return [G, H, P!, Q!].flatMap((matrix) => matrix.flat());
            },
          };
          for (let k = 0; k < 2; k += 1) {
            const start = Array.from({ length: sum(lengths) }, () => 0.4 * rng.normal());
            const run = minimise(problem, start, 600);
            if (!Number.isFinite(run.value)) continue;
            runs += 1;
            expect(run.value).toBeGreaterThan(best - 1e-10);
            if (run.value - best < 1e-8) arrived += 1;
          }
        }
      expect(arrived / runs).toBeGreaterThan(0.6);
    });

  it("is exact for joint and both conditionals at full rank, and its gradient vanishes there", () => {
    for (const { covariance, split } of laws)
      for (const objective of ours) {
        const { klJoint, klUGivenV, klVGivenU, G, H, P, Q } = analyse({ covariance, split, ...objective });
        for (const divergence of [klJoint, klUGivenV, klVGivenU]) expect(divergence).toBeCloseTo(0, 10);
        const slope = lossGradient({ covariance, split, ...objective, G, H, P, Q });
        for (const entry of Object.values(slope).flat(2)) expect(entry).toBeCloseTo(0, 8);
      }
  });

  it("ranks both ways as well as the one-sided quadratic optimum ranks its own", () => {
    for (const { covariance, split } of laws) {
      const rank = (metric: "quadratic" | "general-quadratic", lambdaU: number) => {
        const objective = { metric, loss: "conditional", lambdaU, lambdaV: 2 - lambdaU } as const;
        return rankingErrors({ covariance, split, metric, ...optimum({ covariance, split, ...objective }) });
      };
      const exact = rank("general-quadratic", 1);
      expect(exact.uGivenV).toBeCloseTo(rank("quadratic", 2).uGivenV, 9);
      expect(exact.vGivenU).toBeCloseTo(rank("quadratic", 0).vGivenU, 9);
    }
  });

  it("asks for its own terms", () => {
    const law = {
      covariance: [
        [1, 0.5],
        [0.5, 1],
      ],
      split: 1,
    };
    expect(() => lossValue({ ...law, ...ours[0]!, G: [[1]], H: [[1]] })).toThrow(/P, Q: expected matrices/);
  });
});
