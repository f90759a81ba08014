import { describe, expect, it } from "vitest";
import { choleskyOf, solveLower, svd } from "../src/decompositions.js";
import { canonicalCorrelations, jointGaussian, lossGradient, lossValue, optimum } from "../src/index.js";
import { build, frobenius, identity, type Matrix, product, scaleRows, transpose } from "../src/matrix.js";
import { nameOf, objectives } from "./objectives.js";
import { minimise } from "./quasi-newton.js";
import { generator, randomLaws } from "./random.js";

// 20 starts for every law take about fifteen minutes; by default a sample of laws and starts keeps the suite quick.
const thorough = process.env.CROSSTILT_THOROUGH === "1";
const patience = thorough ? 7_200_000 : 60_000;
const laws = randomLaws(200, 5);

/** The same law in whitened coordinates, where quasi-Newton steps are well conditioned. */
function whitened(covariance: Matrix, p: number) {
  const n = covariance.length;
  const cut = (a: number, b: number, c: number, d: number) => build(b - a, d - c, (i, j) => covariance[a + i]![c + j]!);
  const [left, right] = [choleskyOf(cut(0, p, 0, p)), choleskyOf(cut(p, n, p, n))];
  const uv = transpose(solveLower(right, transpose(solveLower(left, cut(0, p, p, n)))));
  return { blocks: { uu: identity(p), uv, vv: identity(n - p) } };
}

describe("closed-form optima over 200 random laws", () => {
  const withoutOwnTerms = objectives.filter(({ metric }) => metric !== "general-quadratic");
  for (const [index, objective] of withoutOwnTerms.entries()) {
    it(
      `no quasi-Newton run finds a lower loss: ${nameOf(objective)}`,
      () => {
        const rng = generator(100 + index);
        let [arrived, runs] = [0, 0];
        for (const [number, { covariance, p, q, rank }] of laws.entries()) {
          const easy = rank * (p + q) <= 40;
          const starts = thorough ? 20 : easy && number % 4 === index % 4 ? 2 : number % 50 === index ? 1 : 0;
          const { G, H } = optimum({ covariance, split: p, rank, ...objective });
          const best = lossValue({ covariance, split: p, G, H, ...objective });
          const law = { ...jointGaussian(whitened(covariance, p)), ...objective };
          const unpack = (x: number[]) => ({
            G: build(rank, p, (i, j) => x[i * p + j]!),
            H: build(rank, q, (i, j) => x[rank * p + i * q + j]!),
          });
          const problem = {
            value: (x: number[]) => lossValue({ ...law, ...unpack(x) }),
            gradient: (x: number[]) => {
              const slope = lossGradient({ ...law, ...unpack(x) });
              return [...slope.G.flat(), ...slope.H.flat()];
            },
          };
          for (let k = 0; k < starts; k += 1) {
            const size = objective.loss === "joint" ? 0.15 / Math.sqrt(p + q) : 0.5;
            const start = Array.from({ length: rank * (p + q) }, () => size * rng.normal());
            const run = minimise(problem, start, thorough ? 400 : 150);
            expect(best - run.value).toBeLessThanOrEqual(1e-9 * Math.abs(best));
            runs += 1;
            if (run.value - best <= 1e-6 * Math.abs(best)) arrived += 1;
          }
        }
        expect(arrived).toBeGreaterThan(0.6 * runs);
      },
      patience,
    );

    it(`the gradient vanishes at the optimum: ${nameOf(objective)}`, () => {
      for (const { covariance, p, rank } of laws) {
        const { G, H } = optimum({ covariance, split: p, rank, ...objective });
        const law = jointGaussian({ covariance, split: p });
        const slope = lossGradient({ ...law, G, H, ...objective });
        const natural = frobenius(transpose(solveLower(law.choleskyU, transpose(slope.G))));
        const naturalH = frobenius(transpose(solveLower(law.choleskyV, transpose(slope.H))));
        const size = frobenius(product(G, law.choleskyU)) + frobenius(product(H, law.choleskyV));
        expect(Math.max(natural, naturalH) / (1 + size)).toBeLessThan(1e-7);
      }
    });
  }
});

describe("canonical correlations", () => {
  it("directions whiten both sides and diagonalise the cross-covariance", () => {
    for (const { covariance, split, p, q } of randomLaws(40, 6, 4)) {
      const { uu, uv, vv } = jointGaussian({ covariance, split });
      const { sigma, directionsU: X, directionsV: Y } = canonicalCorrelations({ covariance, split });
      const k = Math.min(p, q);
      const far = (a: Matrix, b: Matrix) => frobenius(a.map((row, i) => row.map((value, j) => value - b[i]![j]!)));
      expect(far(product(X, uu, transpose(X)), identity(k))).toBeLessThan(1e-10);
      expect(far(product(Y, vv, transpose(Y)), identity(k))).toBeLessThan(1e-10);
      expect(far(product(X, uv, transpose(Y)), scaleRows(sigma, identity(k)))).toBeLessThan(1e-10);
    }
  });

  it("are the singular values of the correlation for unit marginals", () => {
    const uv = [
      [0.3, 0.1],
      [-0.2, 0.4],
    ];
    const blocks = { uu: identity(2), uv, vv: identity(2) };
    expect(canonicalCorrelations({ blocks }).sigma).toEqual(svd(uv).sigma.map((value) => expect.closeTo(value, 14)));
  });
});
