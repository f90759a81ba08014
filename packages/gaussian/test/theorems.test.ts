import { describe, expect, it } from "vitest";
import { svd, symmetricEigen, symmetricFunction } from "../src/decompositions.js";
import {
  inducedModel,
  jointGaussian,
  lossValue,
  mutualInformation,
  type Objective,
  optimum,
  trueModel,
} from "../src/index.js";
import { frobenius, type Matrix, product, scaleRows, subtract, transpose } from "../src/matrix.js";
import { divide, exact, flip, minus, times, toNumbers } from "./exact.js";
import { objectives } from "./objectives.js";
import { randomLaws } from "./random.js";

const hard = randomLaws(200, 5);
const mild = randomLaws(200, 8, 3);
const conditional: Objective = { metric: "inner-product", loss: "conditional" };
const oneSided: Objective = { metric: "quadratic", loss: "conditional", lambdaU: 2, lambdaV: 0 };

const relative = (a: Matrix, b: Matrix) => frobenius(subtract(a, b)) / Math.max(1e-300, frobenius(b));
const power = (a: Matrix, exponent: number) => symmetricFunction(a, (value) => value ** exponent);
const smallest = (a: Matrix) => symmetricEigen(a).values.at(-1)!;

/** The theorems' own route: symmetric roots, truncated SVD of Omega, a function of the canonical correlations. */
function throughRoots(law: { uu: Matrix; uv: Matrix; vv: Matrix }, rank: number, f: (sigma: number) => number): Matrix {
  const [left, right] = [power(law.uu, -0.5), power(law.vv, -0.5)];
  const { left: U, sigma, right: V } = svd(product(left, law.uv, right));
  const kept = sigma.map((value, i) => (i < rank ? f(value) : 0));
  return product(left, U, scaleRows(kept, transpose(V)), right);
}

const shrink = (sigma: number) => (Math.sqrt(1 + 4 * sigma ** 2) - 1) / (2 * sigma);

describe("Theorems 5.1, 5.3 and 5.6", () => {
  it("5.1 and 5.3: A and B equal the formulas in 400-bit arithmetic to 1e-10, to condition number 1e8", () => {
    for (const { covariance, split, p, q } of hard) {
      const law = jointGaussian({ covariance, split });
      const [uu, uv, vv] = [exact(law.uu), exact(law.uv), exact(law.vv)];
      const vu = flip(uv);
      const [backward, forward] = [divide(uu, uv), divide(vv, vu)];
      const inner = optimum({ ...law, ...conditional });
      expect(relative(inner.A, toNumbers(flip(divide(vv, flip(backward)))))).toBeLessThan(1e-10);
      const { A, B, H } = optimum({ ...law, ...oneSided });
      expect(H.length).toBe(Math.min(p, q));
      expect(relative(A, toNumbers(divide(minus(uu, times(uv, forward)), flip(forward))))).toBeLessThan(1e-10);
      const remaining = minus(vv, times(vu, backward));
      expect(relative(B, toNumbers(times(backward, divide(remaining, flip(backward)))))).toBeLessThan(1e-10);
    }
  });

  it("A and B agree with the theorems' formulas to 1e-10 at every rank, for condition numbers to 1e3", () => {
    for (const { covariance, split, rank } of mild) {
      const law = jointGaussian({ covariance, split });
      const inner = optimum({ covariance, split, rank, ...conditional });
      expect(
        relative(
          inner.A,
          throughRoots(law, rank, (sigma) => sigma),
        ),
      ).toBeLessThan(1e-10);
      const joint = optimum({ covariance, split, rank, metric: "inner-product", loss: "joint" });
      expect(relative(joint.A, throughRoots(law, rank, shrink))).toBeLessThan(1e-10);
      const full = optimum({ covariance, split, ...oneSided });
      const { uGivenV, vGivenU } = trueModel({ covariance, split });
      const A = product(power(uGivenV.covariance, -1), law.uv, power(law.vv, -1));
      const cross = product(power(law.uu, -1), law.uv);
      expect(relative(full.A, A)).toBeLessThan(1e-10);
      expect(relative(full.B, product(cross, power(vGivenU.covariance, -1), transpose(cross)))).toBeLessThan(1e-10);
    }
  });

  it("5.6 at every rank: the singular values a of the whitened A solve a / (1 - a^2) = sigma, to condition number 1e8", () => {
    for (const { covariance, split, rank } of hard) {
      const law = jointGaussian({ covariance, split });
      const { G, H, sigma } = optimum({ covariance, split, rank, metric: "inner-product", loss: "joint" });
      const whitened = product(transpose(product(G, law.choleskyU)), product(H, law.choleskyV));
      const found = svd(whitened).sigma.slice(0, rank);
      found.forEach((a, i) => {
        expect(Math.abs(a / (1 - a * a) - sigma[i]!)).toBeLessThan(1e-10);
      });
    }
  });
});

describe("Corollaries 5.2, 5.4 and 5.7", () => {
  it("5.2: inner product and conditional loss give both means, and the marginal covariance above the conditional one", () => {
    for (const { covariance, split } of mild) {
      const truth = trueModel({ covariance, split });
      const law = jointGaussian({ covariance, split });
      const model = inducedModel({ ...law, ...optimum({ ...law, ...conditional }), metric: "inner-product" });
      expect(relative(model.uGivenV.gain, truth.uGivenV.gain)).toBeLessThan(1e-10);
      expect(relative(model.vGivenU.gain, truth.vGivenU.gain)).toBeLessThan(1e-10);
      expect(relative(model.uGivenV.covariance, law.uu)).toBeLessThan(1e-12);
      expect(smallest(subtract(model.uGivenV.covariance, truth.uGivenV.covariance))).toBeGreaterThan(-1e-12);
      expect(smallest(subtract(model.vGivenU.covariance, truth.vGivenU.covariance))).toBeGreaterThan(-1e-12);
      expect(frobenius(subtract(law.uu, truth.uGivenV.covariance))).toBeGreaterThan(0);
    }
  });

  it("5.4: the quadratic one-sided loss gives mean and covariance of u given v, and by symmetry of v given u", () => {
    for (const { covariance, split } of mild) {
      const law = jointGaussian({ covariance, split });
      const truth = trueModel(law);
      const forward = inducedModel({ ...law, ...optimum({ ...law, ...oneSided }), metric: "quadratic" }).uGivenV;
      const mirrored: Objective = { ...oneSided, lambdaU: 0, lambdaV: 2 };
      const back = inducedModel({ ...law, ...optimum({ ...law, ...mirrored }), metric: "quadratic" }).vGivenU;
      expect(relative(forward.gain, truth.uGivenV.gain)).toBeLessThan(1e-10);
      expect(relative(forward.covariance, truth.uGivenV.covariance)).toBeLessThan(1e-10);
      expect(relative(back.gain, truth.vGivenU.gain)).toBeLessThan(1e-10);
      expect(relative(back.covariance, truth.vGivenU.covariance)).toBeLessThan(1e-10);
    }
  });

  it("5.7: the joint loss puts the marginal between the truth and that of the conditional loss", () => {
    for (const { covariance, split } of mild.filter((law) => law.p <= law.q)) {
      const law = jointGaussian({ covariance, split });
      const marginal = (loss: Objective["loss"]) =>
        inducedModel({ ...law, ...optimum({ ...law, metric: "inner-product", loss }), metric: "inner-product" })
          .marginalU!.covariance;
      const [joint, wide] = [marginal("joint"), marginal("conditional")];
      expect(smallest(subtract(joint, law.uu))).toBeGreaterThan(0);
      expect(smallest(subtract(wide, joint))).toBeGreaterThan(0);
      const root = power(law.uu, 0.5);
      const { left: U, sigma } = svd(product(power(law.uu, -0.5), law.uv, power(law.vv, -0.5)));
      const factors = sigma.map((value) => 1 / (1 - shrink(value) ** 2));
      const expected = product(root, U, scaleRows(factors, transpose(U)), root);
      expect(relative(joint, expected)).toBeLessThan(1e-10);
    }
  });
});

describe("limits and symmetries", () => {
  it("optimal one-sided quadratic losses at full rank equal minus the mutual information", () => {
    for (const { covariance, split } of mild) {
      const { G, H } = optimum({ covariance, split, ...oneSided });
      const information = mutualInformation({ covariance, split });
      expect(lossValue({ covariance, split, ...oneSided, G, H })).toBeCloseTo(-information, 9);
    }
  });

  it("the conditional loss is at most the joint loss at the same encoders", () => {
    for (const { covariance, split, rank } of mild.slice(0, 60))
      for (const { metric } of objectives) {
        const best = optimum({ covariance, split, rank, metric, loss: "joint" });
        const at = (loss: Objective["loss"]) => lossValue({ ...best, covariance, split, metric, loss });
        expect(at("conditional")).toBeLessThanOrEqual(at("joint") + 1e-9);
      }
  });

  it("swapping u and v swaps the weights and transposes A", () => {
    for (const { covariance, p, q } of mild.slice(0, 60))
      for (const objective of objectives) {
        const { uu, uv, vv } = jointGaussian({ covariance, split: p });
        const forward = optimum({ covariance, split: p, ...objective });
        const swapped = { ...objective, lambdaU: objective.lambdaV, lambdaV: objective.lambdaU };
        const back = optimum({ blocks: { uu: vv, uv: transpose(uv), vv: uu }, ...swapped });
        expect(relative(back.A, transpose(forward.A))).toBeLessThan(1e-9);
        expect(relative(back.B, forward.D)).toBeLessThan(1e-9);
        expect(back.G.length).toBe(Math.min(p, q));
      }
  });

  it("unequal weights tend to the one-sided and to the symmetric optimum", () => {
    const { covariance, split } = mild.find(({ p, q }) => p > 2 && q > 2)!;
    const at = (lambdaU: number, lambdaV: number) =>
      optimum({ covariance, split, metric: "quadratic", loss: "conditional", lambdaU, lambdaV });
    expect(relative(at(2, 1e-12).A, at(2, 0).A)).toBeLessThan(1e-4);
    expect(relative(at(1 + 1e-9, 1).A, at(1, 1).A)).toBeLessThan(1e-8);
    expect(relative(at(3, 1).A, at(0.3, 0.1).A)).toBeLessThan(1e-12);
  });

  it("a rank beyond min(p, q) adds zero rows", () => {
    const { G, H, A } = optimum({
      covariance: [
        [1.5, 1],
        [1, 1.5],
      ],
      split: 1,
      rank: 3,
      ...conditional,
    });
    expect([G.length, H.length]).toEqual([3, 3]);
    expect(A[0]![0]).toBeCloseTo(1 / 2.25, 14);
    expect(frobenius([...G.slice(1), ...H.slice(1)])).toBe(0);
  });
});
