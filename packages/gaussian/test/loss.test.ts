import { describe, expect, it } from "vitest";
import { cholesky } from "../src/decompositions.js";
import {
  compareModels,
  inducedModel,
  jointGaussian,
  klGaussian,
  lossGradient,
  lossValue,
  mutualInformation,
  normal,
  trueModel,
} from "../src/index.js";
import { identity, type Matrix, product, scale, transpose } from "../src/matrix.js";
import { metrics } from "../src/objective.js";
import { nameOf, objectives } from "./objectives.js";
import { generator, randomLaws, randomMatrix } from "./random.js";

const laws = randomLaws(24, 11, 2);

/** Random encoders small enough for a finite joint normaliser. */
function encoders(seed: number, p: number, q: number, rank: number) {
  const rng = generator(seed);
  const linear = { G: scale(0.6, randomMatrix(rng, rank, p)), H: scale(0.6, randomMatrix(rng, rank, q)) };
  return { ...linear, P: randomMatrix(rng, rank, rank), Q: randomMatrix(rng, rank, rank) };
}

describe("losses at arbitrary encoders", () => {
  for (const objective of objectives)
    it(`gradients equal central differences: ${nameOf(objective)}`, () => {
      for (const [seed, { covariance, split, p, q, rank }] of laws.entries()) {
        const at = encoders(seed, p, q, rank);
        const options = { covariance, split, ...objective };
        if (!Number.isFinite(lossValue({ ...options, ...at }))) continue;
        const slope = lossGradient({ ...options, ...at });
        const rng = generator(seed + 500);
        const [dG, dH] = [randomMatrix(rng, rank, p), randomMatrix(rng, rank, q)];
        const [dP, dQ] = [randomMatrix(rng, rank, rank), randomMatrix(rng, rank, rank)];
        const moved = (step: number) => ({
          G: shifted(at.G, dG, step),
          H: shifted(at.H, dH, step),
          P: shifted(at.P, dP, step),
          Q: shifted(at.Q, dQ, step),
        });
        const h = 1e-4;
        const change = (step: number) =>
          lossValue({ ...options, ...moved(step) }) - lossValue({ ...options, ...moved(-step) });
        const numeric = (8 * change(h) - change(2 * h)) / (12 * h);
        const own = slope.P && slope.Q ? along(slope.P, dP) + along(slope.Q, dQ) : 0;
        const exact = along(slope.G, dG) + along(slope.H, dH) + own;
        expect(Math.abs(numeric - exact)).toBeLessThan(1e-7 * (1 + Math.abs(exact)));
      }
    });

  it("joint loss plus mutual information is KL of the joint laws; one-sided losses give the conditional ones", () => {
    for (const metric of metrics)
      for (const [seed, { covariance, split, p, q, rank }] of laws.entries()) {
        const law = jointGaussian({ covariance, split });
        const at = { ...encoders(seed, p, q, rank), metric };
        const information = mutualInformation(law);
        const { klJoint, klUGivenV, klVGivenU } = compareModels(law, trueModel(law), inducedModel({ ...law, ...at }));
        const loss = (lambdaU: number, lambdaV: number) =>
          lossValue({ ...law, ...at, loss: "conditional", lambdaU, lambdaV });
        expect(klUGivenV).toBeCloseTo(loss(2, 0) + information, 8);
        expect(klVGivenU).toBeCloseTo(loss(0, 2) + information, 8);
        const joint = lossValue({ ...law, ...at, loss: "joint" });
        if (klJoint === null) expect(joint).toBe(Number.POSITIVE_INFINITY);
        else expect(klJoint).toBeCloseTo(joint + information, 8);
      }
  });

  it("the conditional loss is linear in its weights", () => {
    const { covariance, split, p, q, rank } = laws[3]!;
    const at = { covariance, split, ...encoders(3, p, q, rank), metric: "quadratic", loss: "conditional" } as const;
    const loss = (lambdaU: number, lambdaV: number) => lossValue({ ...at, lambdaU, lambdaV });
    expect(loss(0.7, 1.9)).toBeCloseTo(0.35 * loss(2, 0) + 0.95 * loss(0, 2), 11);
  });

  it("agrees with a Monte Carlo estimate from the definition of the loss", () => {
    const law = jointGaussian({
      covariance: [
        [1.5, 1],
        [1, 1.5],
      ],
      split: 1,
    });
    const [g, h] = [0.7, 0.4];
    const rng = generator(9);
    const joint = trueModel(law).joint!;
    const draws = Array.from({ length: 3000 }, () => joint.sample(rng) as [number, number]);
    const scores = {
      "inner-product": (u: number, v: number) => g * u * h * v,
      quadratic: (u: number, v: number) => -0.5 * (g * u - h * v) ** 2,
    };
    for (const metric of ["inner-product", "quadratic"] as const) {
      const s = scores[metric];
      const mean = (f: (pair: [number, number]) => number) =>
        draws.reduce((total, pair) => total + f(pair), 0) / draws.length;
      const conditional = mean(([u, v]) => Math.log(mean(([other]) => Math.exp(s(other, v)))) - s(u, v));
      const normaliser = Math.log(mean(([, v]) => mean(([u]) => Math.exp(s(u, v)))));
      const options = { ...law, metric, G: [[g]], H: [[h]] };
      const exact = lossValue({ ...options, loss: "conditional", lambdaU: 2, lambdaV: 0 });
      expect(Math.abs(exact - conditional)).toBeLessThan(0.03);
      expect(
        Math.abs(lossValue({ ...options, loss: "joint" }) - (normaliser - mean(([u, v]) => s(u, v)))),
      ).toBeLessThan(0.05);
    }
  });
});

describe("joint losses and joint laws", () => {
  it("exist together, also where the normaliser is infinite but for rounding", () => {
    const law = jointGaussian({ blocks: { uu: [[1]], uv: [[0.5]], vv: [[1]] } });
    for (const metric of ["inner-product", "general-quadratic"] as const)
      for (let k = 0; k <= 40; k += 1)
        for (const side of [1, -1]) {
          const size = 1 + side * 10 ** (-k / 2);
          const at = { metric, G: [[size]], H: [[1]], P: [[0]], Q: [[0]] };
          const loss = lossValue({ ...law, ...at, loss: "joint" });
          expect(inducedModel({ ...law, ...at }).joint === null).toBe(loss === Number.POSITIVE_INFINITY);
        }
  });
});

describe("induced models", () => {
  it("conditionals of the joint law are the conditional laws, and its precision is that of eqs. 40 and 47", () => {
    for (const metric of metrics)
      for (const [seed, { covariance, split, p, q, rank }] of laws.entries()) {
        const law = jointGaussian({ covariance, split });
        const at = encoders(seed, p, q, rank);
        const model = inducedModel({ ...law, ...at, metric });
        if (model.joint === null) {
          expect(model.notes[0]).toMatch(/infinite mass/);
          expect(cholesky(precision(law, at, metric))).toBeNull();
          continue;
        }
        const conditioned = trueModel({ covariance: model.joint.covariance, split });
        near(conditioned.uGivenV.gain, model.uGivenV.gain);
        near(conditioned.uGivenV.covariance, model.uGivenV.covariance);
        near(conditioned.vGivenU.gain, model.vGivenU.gain);
        near(conditioned.vGivenU.covariance, model.vGivenU.covariance);
        const inverted = precision(law, at, metric);
        near(inverse(model.joint.covariance), inverted);
        const z = Array.from({ length: p + q }, (_, i) => Math.sin(i + 1));
        const drop = model.joint.logDensity(z) - model.joint.logDensity(z.map(() => 0));
        expect(drop).toBeCloseTo(-0.5 * product([z], inverted, transpose([z]))[0]![0]!, 7);
        const { root, whiten } = model.joint.square();
        near(product(root, transpose(root)), model.joint.covariance);
        near(whiten(root), identity(p + q));
      }
  });

  it("densities are ratios of joint and marginal, and follow the means", () => {
    const mean = { u: [1], v: [-2] };
    const law = jointGaussian({
      covariance: [
        [1.5, 1],
        [1, 1.5],
      ],
      split: 1,
      mean,
    });
    const { joint, marginalV, uGivenV } = trueModel(law);
    const ratio = joint!.density([0.3, -1]) / marginalV!.density([-1]);
    expect(uGivenV.given([-1]).density([0.3])).toBeCloseTo(ratio, 14);
    expect(uGivenV.mean([-2])[0]).toBeCloseTo(1, 14);
    expect(uGivenV.mean([-1])[0]).toBeCloseTo(1 + 2 / 3, 14);
  });

  it("draws have the mean and covariance of the law", () => {
    const law = normal(
      [1, -1],
      [
        [2, 0.6],
        [0.6, 1],
      ],
    );
    const rng = generator(4);
    const draws = Array.from({ length: 20000 }, () => law.sample(rng));
    const moment = (f: (x: number[]) => number) => draws.reduce((total, x) => total + f(x), 0) / draws.length;
    expect(Math.abs(moment((x) => x[0]!) - 1)).toBeLessThan(0.04);
    expect(Math.abs(moment((x) => (x[0]! - 1) * (x[1]! + 1)) - 0.6)).toBeLessThan(0.05);
    expect(Math.abs(moment((x) => (x[0]! - 1) ** 2) - 2)).toBeLessThan(0.08);
  });

  it("Lemma E.1: KL of Gaussians in one dimension", () => {
    const [p, q] = [normal([1], [[4]]), normal([-0.5], [[9]])];
    expect(klGaussian(p, q)).toBeCloseTo(0.5 * (4 / 9 - 1 + Math.log(9 / 4) + 1.5 ** 2 / 9), 14);
    expect(klGaussian(p, p)).toBe(0);
  });
});

const shifted = (a: Matrix, direction: Matrix, step: number): Matrix =>
  a.map((row, i) => row.map((value, j) => value + step * direction[i]![j]!));

const along = (a: Matrix, b: Matrix): number =>
  a.reduce((total, row, i) => row.reduce((part, value, j) => part + value * b[i]![j]!, total), 0);

const dense = (G: Matrix, H: Matrix): Matrix =>
  G[0]!.map((_, i) => H[0]!.map((__, j) => G.reduce((total, row, k) => total + row[i]! * H[k]![j]!, 0)));

/** Gauss-Jordan, independent of the package's factorisations. */
function inverse(a: Matrix): Matrix {
  const n = a.length;
  const rows = a.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let k = 0; k < n; k += 1) {
    const pivot = rows[k]!.map((value) => value / rows[k]![k]!);
    for (let i = 0; i < n; i += 1)
      rows[i] = i === k ? pivot : rows[i]!.map((value, j) => value - rows[i]![k]! * pivot[j]!);
  }
  return rows.map((row) => row.slice(n));
}

function precision(law: { uu: Matrix; vv: Matrix }, at: ReturnType<typeof encoders>, metric: string): Matrix {
  const extra = metric === "inner-product" ? 0 : 1;
  const A = dense(at.G, at.H);
  const corner = (c: Matrix, e: Matrix) => shifted(inverse(c), dense(e, e), extra);
  const penalised = (own: Matrix, encoder: Matrix) =>
    metric === "general-quadratic" ? product(own, encoder) : encoder;
  const [top, bottom] = [corner(law.uu, penalised(at.P, at.G)), corner(law.vv, penalised(at.Q, at.H))];
  return [
    ...top.map((row, i) => [...row, ...A[i]!.map((value) => -value)]),
    ...transpose(A).map((row, i) => [...row.map((value) => -value), ...bottom[i]!]),
  ];
}

function near(a: Matrix, b: Matrix): void {
  const size = Math.max(...b.flat().map(Math.abs));
  for (const [i, row] of a.entries())
    for (const [j, value] of row.entries()) expect(Math.abs(value - b[i]![j]!)).toBeLessThan(1e-8 * size);
}
