import { describe, expect, test } from "vitest";
import { modalitiesJointLoss } from "../src/covariance-selection.js";
import { symmetricFunction } from "../src/decompositions.js";
import { modalitiesOptimum, modelPrecision, mutualInformation, optimum, weightsByBlock } from "../src/index.js";
import { jointGaussian } from "../src/joint.js";
import { lossValue } from "../src/loss.js";
import { build, identity, type Matrix, product, trace, transpose } from "../src/matrix.js";
import { blockOf, type ModalitiesLaw, modalitiesLaw, offDiagonal } from "../src/modalities.js";
import { oneVsRestLoss } from "../src/one-vs-rest.js";
import { doubleCounting } from "../src/pairwise-sum.js";
import { minimise } from "./quasi-newton.js";
import { type Generator, generator, randomCovariance, randomMatrix } from "./random.js";

interface Case {
  readonly covariance: Matrix;
  readonly blocks: number[];
}

/** Laws of 2 to 5 modalities of 1 to 4 coordinates. */
function cases(count: number, seed: number, most = 5): Case[] {
  const rng = generator(seed);
  return Array.from({ length: count }, () => {
    const blocks = Array.from({ length: rng.integer(2, most) }, () => rng.integer(1, 4));
    const n = blocks.reduce((a, b) => a + b);
    return { blocks, covariance: randomCovariance(rng, n, 10 ** (2 * rng.uniform())) };
  });
}

/** The free entries of 𝒜, above its diagonal blocks, and the matrix they make. */
function entries({ starts, omega }: ModalitiesLaw) {
  const owner = omega.map((_, i) => starts.findLastIndex((start) => start <= i));
  const places = omega
    .flatMap((row, i) => row.map((_, j) => [i, j] as const))
    .filter(([i, j]) => owner[i]! < owner[j]!);
  const matrix = (x: number[]) => {
    const out = build(omega.length, omega.length, () => 0);
    places.forEach(([i, j], k) => {
      out[i]![j] = x[k]!;
      out[j]![i] = x[k]!;
    });
    return out;
  };
  return { count: places.length, matrix, pick: (a: Matrix) => places.map(([i, j]) => a[i]![j]!) };
}

/** One-vs-rest by its definition: `−(1/K) Σ_a (E s_a − ½ E |m_a|²)`, with `m_a` what the others say of z_a, entry by entry. */
function definedOneVsRest(law: ModalitiesLaw, weights: Matrix): number {
  let total = 0;
  for (let a = 0; a < law.sizes.length; a++)
    for (let i = law.starts[a]!; i < law.starts[a + 1]!; i++)
      for (let j = 0; j < law.omega.length; j++) {
        total -= weights[i]![j]! * law.omega[i]![j]!;
        for (let k = 0; k < law.omega.length; k++) total += 0.5 * weights[i]![j]! * law.omega[j]![k]! * weights[i]![k]!;
      }
  return total / law.sizes.length;
}

function numericGradient(value: (x: number[]) => number, x: number[]): number[] {
  const h = 1e-6;
  return x.map((_, k) => {
    const at = (step: number) => value(x.map((entry, i) => (i === k ? entry + step : entry)));
    return (at(h) - at(-h)) / (2 * h);
  });
}

const largest = (a: number[], b: number[]) => Math.max(0, ...a.map((value, i) => Math.abs(value - b[i]!)));

describe("unrestricted weights of the inner product", () => {
  test.each(["one-vs-rest", "joint"] as const)("%s: no quasi-Newton search of 50 random laws finds better", (loss) => {
    for (const { covariance, blocks } of cases(50, 3)) {
      const law = modalitiesLaw({ covariance, blocks });
      const found = modalitiesOptimum({ covariance, blocks, metric: "inner-product", loss });
      const { count, matrix, pick } = entries(law);
      const value = (x: number[]) =>
        loss === "joint" ? modalitiesJointLoss(law, matrix(x)) : definedOneVsRest(law, matrix(x));
      const gradient = (x: number[]) => {
        const weights = matrix(x);
        if (loss === "one-vs-rest") {
          const both = product(weights, law.omega);
          const slope = both.map((row, i) =>
            row.map((v, j) => (v + both[j]![i]! - 2 * law.omega[i]![j]!) / law.sizes.length),
          );
          return pick(slope);
        }
        const free = identity(weights.length).map((row, i) => row.map((v, j) => v - weights[i]![j]!));
        const covarianceOfModel = symmetricFunction(free, (v) => 1 / v);
        return pick(covarianceOfModel.map((row, i) => row.map((v, j) => v - law.omega[i]![j]!)));
      };
      const start = new Array<number>(count).fill(0);
      expect(largest(gradient(start), numericGradient(value, start))).toBeLessThan(1e-6);
      const judged = minimise({ value, gradient }, start, 2000);
      expect(found.loss).toBeLessThanOrEqual(judged.value + 1e-9 * (1 + Math.abs(judged.value)));
      expect(largest(pick(found.weights), judged.x)).toBeLessThan(1e-6);
      expect(found.loss).toBeCloseTo(value(pick(found.weights)), 10);
    }
  });

  test("two modalities: the paper's optima, any loss and rank", () => {
    const rng = generator(11);
    for (let k = 0; k < 20; k++) {
      const [p, q] = [rng.integer(1, 4), rng.integer(1, 4)];
      const covariance = randomCovariance(rng, p + q, 30);
      const rank = rng.integer(1, Math.min(p, q));
      for (const [loss, known] of [
        ["one-vs-rest", "conditional"],
        ["joint", "joint"],
      ] as const) {
        const objective = { covariance, split: p, metric: "inner-product", loss: known } as const;
        const two = optimum({ ...objective, rank });
        const { loss: value, weights } = modalitiesOptimum({ ...objective, blocks: [p, q], loss, rank });
        expect(value).toBeCloseTo(lossValue({ ...objective, G: two.G, H: two.H }), 9);
        const law = jointGaussian(objective);
        const root = (c: Matrix) => symmetricFunction(c, (x) => 1 / Math.sqrt(x));
        const back = product(root(law.uu), blockOf({ starts: [0, p, p + q] }, weights, 0, 1), root(law.vv));
        expect(largest(back.flat(), two.A.flat())).toBeLessThan(1e-6);
      }
    }
  });

  test("equal correlations ρ of K coordinates: one-vs-rest is ρ/(1+ρ(K−2)), a sum of pairs is 1 + ρ(K−2) times as sharp", () => {
    for (const [K, rho] of [
      [3, 0.3],
      [4, 0.2],
      [5, 0.6],
    ] as const) {
      const covariance = build(K, K, (i, j) => (i === j ? 1 : rho));
      const blocks = new Array<number>(K).fill(1);
      const problem = { covariance, blocks, metric: "inner-product" } as const;
      const together = modalitiesOptimum({ ...problem, loss: "one-vs-rest" });
      const apart = modalitiesOptimum({ ...problem, loss: "pairwise-sum" });
      expect(together.weights[0]![1]).toBeCloseTo(rho / (1 + rho * (K - 2)), 12);
      expect(apart.weights[0]![1]).toBeCloseTo(rho, 12);
      expect(doubleCounting(modalitiesLaw(problem), apart.weights)).toBeCloseTo(1 + rho * (K - 2), 10);
      expect(apart.notes[0]).toContain(`${(1 + rho * (K - 2)).toFixed(3)} times as sharp`);
      expect(apart.klJoint === null).toBe(rho >= 1 / (K - 1));
    }
  });
});

describe("the general quadratic", () => {
  test("is the law itself, so that both losses have their best values", () => {
    for (const { covariance, blocks } of cases(30, 5)) {
      const problem = { covariance, blocks, metric: "general-quadratic" } as const;
      const [joint, rest] = [
        modalitiesOptimum({ ...problem, loss: "joint" }),
        modalitiesOptimum({ ...problem, loss: "one-vs-rest" }),
      ];
      expect(joint.klJoint).toBeLessThan(1e-10);
      expect(joint.loss).toBeCloseTo(-joint.totalCorrelation, 10);
      const law = modalitiesLaw(problem);
      const unit = product(modelPrecision(joint), law.omega);
      expect(largest(unit.flat(), identity(unit.length).flat())).toBeLessThan(1e-9);
      const informations = blocks.map((_, a) => informationWithRest({ covariance, blocks }, a));
      expect(rest.loss).toBeCloseTo(-informations.reduce((x, y) => x + y) / blocks.length, 9);
      for (const loss of ["one-vs-rest", "joint"] as const) {
        const inner = modalitiesOptimum({ covariance, blocks, metric: "inner-product", loss });
        expect(inner.loss).toBeGreaterThanOrEqual((loss === "joint" ? joint : rest).loss - 1e-10);
      }
    }
  });

  test("of two modalities in a sum of pairs is exact too", () => {
    const [law] = cases(1, 8, 2);
    expect(modalitiesOptimum({ ...law!, metric: "general-quadratic", loss: "pairwise-sum" }).klJoint).toBeLessThan(
      1e-12,
    );
  });
});

/** I(z_a; z_{−a}), of the law with z_a first. */
function informationWithRest({ covariance, blocks }: Case, a: number): number {
  const { starts } = modalitiesLaw({ covariance, blocks });
  const all = covariance.map((_, i) => i);
  const own = all.slice(starts[a]!, starts[a + 1]!);
  const order = [...own, ...all.filter((i) => !own.includes(i))];
  const moved = order.map((i) => order.map((j) => covariance[i]![j]!));
  return mutualInformation({ covariance: moved, split: own.length });
}

describe("KL of the joint law", () => {
  test("is total correlation plus the joint loss, and that of the optimum the least of 20 perturbed ones", () => {
    const rng = generator(4);
    for (const problem of cases(10, 9)) {
      const found = modalitiesOptimum({ ...problem, metric: "inner-product", loss: "joint" });
      expect(found.klJoint).toBeCloseTo(found.totalCorrelation + found.loss, 9);
      const law = modalitiesLaw(problem);
      for (let k = 0; k < 20; k++) {
        const noise = offDiagonal(law, symmetricNoise(rng, law.omega.length));
        const moved = found.weights.map((row, i) => row.map((v, j) => v + 0.02 * noise[i]![j]!));
        expect(modalitiesJointLoss(law, moved)).toBeGreaterThan(found.loss);
      }
    }
  });
});

const symmetricNoise = (rng: Generator, n: number) => {
  const noise = randomMatrix(rng, n, n);
  return noise.map((row, i) => row.map((v, j) => v + noise[j]![i]!));
};

describe("a limited rank", () => {
  test.each(["one-vs-rest", "joint"] as const)(
    "%s: a local minimum that no search from other encoders undercuts",
    (loss) => {
      const rng = generator(21);
      for (const { covariance, blocks } of cases(6, 13, 4)) {
        const law = modalitiesLaw({ covariance, blocks });
        const n = law.omega.length;
        const rank = 2;
        const found = modalitiesOptimum({ covariance, blocks, metric: "inner-product", loss, rank });
        const weightsOf = (x: number[]) => {
          const encoders = build(rank, n, (k, i) => x[k * n + i]!);
          return offDiagonal(law, product(transpose(encoders), encoders));
        };
        const value = (x: number[]) =>
          loss === "joint" ? modalitiesJointLoss(law, weightsOf(x)) : oneVsRestLoss(law, weightsOf(x));
        const gradient = (x: number[]) => numericGradient(value, x);
        for (let k = 0; k < 4; k++) {
          const start = Array.from({ length: rank * n }, () => 0.2 * rng.normal());
          if (!Number.isFinite(value(start))) continue;
          expect(found.loss).toBeLessThanOrEqual(minimise({ value, gradient }, start, 400).value + 1e-7);
        }
        const whole = modalitiesOptimum({ covariance, blocks, metric: "inner-product", loss });
        expect(found.loss).toBeGreaterThanOrEqual(whole.loss - 1e-10);
      }
    },
  );

  test("as large as all coordinates together is no limit", () => {
    const [law] = cases(1, 17, 3);
    const n = law!.covariance.length;
    const problem = { ...law!, metric: "inner-product", loss: "one-vs-rest" } as const;
    expect(modalitiesOptimum({ ...problem, rank: n }).loss).toBe(modalitiesOptimum(problem).loss);
    expect(modalitiesOptimum({ ...problem, rank: n - 1 }).loss).toBeCloseTo(modalitiesOptimum(problem).loss, 3);
  });
});

describe("what is refused", () => {
  const covariance = identity(4);
  const problem = { covariance, blocks: [2, 2], metric: "inner-product", loss: "joint" } as const;
  test.each([
    [{ ...problem, blocks: [4] }, /blocks: expected at least two whole numbers that add up to 4, received 4/],
    [{ ...problem, blocks: [1, 2] }, /add up to 4, received 1, 2/],
    [{ ...problem, blocks: [4.5, -0.5] }, /blocks/],
    [{ ...problem, rank: 0 }, /rank: expected a whole number from 1 up/],
    [{ ...problem, rank: 1, metric: "general-quadratic" }, /rank: expected the inner product/],
    [{ ...problem, loss: "pairwise-sum", rank: 1 }, /rank: expected the inner product/],
    [
      {
        ...problem,
        covariance: [
          [1, 2],
          [2, 1],
        ],
        blocks: [1, 1],
      },
      /covariance: expected a positive definite matrix/,
    ],
  ])("%o", (options, message) => {
    expect(() => modalitiesOptimum(options as never)).toThrow(message);
  });

  test("independent modalities: no weights, no loss, no divergence", () => {
    const found = modalitiesOptimum({ ...problem, blocks: [1, 2, 1] });
    expect([found.loss, found.klJoint, found.totalCorrelation, trace(found.weights)].map((x) => x! + 0)).toEqual([
      0, 0, 0, 0,
    ]);
    expect(Object.keys(weightsByBlock([1, 2, 1], found.weights))).toEqual(["1-2", "1-3", "2-3"]);
    expect(weightsByBlock([1, 2, 1], found.weights)["1-2"]).toEqual([[0, 0]]);
  });
});
