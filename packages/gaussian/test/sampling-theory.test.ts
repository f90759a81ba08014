import { describe, expect, it } from "vitest";
import {
  bartlettTest,
  batchBias,
  canonicalCorrelationBias,
  canonicalCorrelations,
  conditionalExcess,
  expectedConditionalKl,
  informationBias,
  jointGaussian,
  type Matrix,
  momentsOf,
  mutualInformation,
  pairBatchOptimum,
  plugInLaw,
  ratioExcess,
  regressionExcess,
  trueModel,
} from "../src/index.js";
import { build, identity, sum } from "../src/matrix.js";
import { jointMeasure, measureOf } from "../src/measures.js";
import { optimalEncoders } from "../src/optimum.js";
import { chiSquaredTail, digamma, logGamma, normalQuantile, studentQuantile } from "../src/special-functions.js";
import { generator } from "./random.js";

const sigma = [0.8, 0.4];
const [p, q] = [2, 3];
const law = jointGaussian({
  blocks: { uu: identity(p), uv: build(p, q, (i, j) => (i === j ? sigma[i]! : 0)), vv: identity(q) },
});

/** Moments of `count` fresh pairs of the law. */
function draw(count: number, rng: ReturnType<typeof generator>) {
  const joint = trueModel(law).joint!;
  const rows: Matrix = Array.from({ length: count }, () => joint.sample(rng));
  return momentsOf({ u: rows.map((row) => row.slice(0, p)), v: rows.map((row) => row.slice(p)) });
}

/** Mean and its standard error over simulations. */
function simulate(runs: number, value: () => number) {
  const values = Array.from({ length: runs }, value);
  const mean = sum(values) / runs;
  const variance = sum(values.map((x) => (x - mean) ** 2)) / (runs - 1);
  return { mean, error: Math.sqrt(variance / runs), deviation: Math.sqrt(variance) };
}

const within = ({ mean, error }: { mean: number; error: number }, expected: number, tolerance = 0) =>
  expect(Math.abs(mean - expected)).toBeLessThan(4 * error + tolerance);

describe("special functions", () => {
  it("have their known values", () => {
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 12);
    expect(logGamma(7)).toBeCloseTo(Math.log(720), 11);
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 12);
    expect(digamma(0.5)).toBeCloseTo(-0.5772156649015329 - 2 * Math.LN2, 12);
    expect(chiSquaredTail(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
    expect(chiSquaredTail(124.3421134004004, 100)).toBeCloseTo(0.05, 10);
    expect(chiSquaredTail(2, 2)).toBeCloseTo(Math.exp(-1), 13);
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 10);
    expect(normalQuantile(0.05)).toBeCloseTo(-1.6448536269514722, 10);
    expect(studentQuantile(0.95, 1)).toBeCloseTo(6.313751514675043, 10);
    expect(studentQuantile(0.95, 2)).toBeCloseTo(2.919985580353726, 10);
    expect(studentQuantile(0.95, 9)).toBeCloseTo(1.8331129326536335, 4);
  });
});

describe("sampling theory, each against simulation within four standard errors", () => {
  const count = 60;
  const size = { count, p, q };
  const rng = generator(1);
  const fits = Array.from({ length: 3000 }, () => plugInLaw(draw(count, rng)));

  it("the plug-in information is too large by its exact bias, pq/(2N) to first order", () => {
    let i = 0;
    within(
      simulate(3000, () => mutualInformation(fits[i++]!)),
      mutualInformation(law) + informationBias(size),
    );
    expect(informationBias({ ...size, count: 1e5 }) * 2e5).toBeCloseTo(p * q, 3);
  });

  it("the plug-in likelihood ratio loses its exact excess on fresh pairs", () => {
    let i = 0;
    const loss = simulate(3000, () => {
      const fitted = fits[i++]!;
      const canonical = canonicalCorrelations(fitted);
      const objective = { metric: "general-quadratic", loss: "conditional", lambdaU: 1, lambdaV: 1 } as const;
      const gap = [...fitted.mean.u, ...fitted.mean.v];
      const second = (from: number, to: number, left: number, right: number, cov: Matrix) =>
        build(to - from, right - left, (a, b) => cov[a]![b]! + gap[from + a]! * gap[left + b]!);
      const data = {
        uu: second(0, p, 0, p, law.uu),
        uv: second(0, p, p, p + q, law.uv),
        vv: second(p, p + q, p, p + q, law.vv),
      };
      const model = { encoders: optimalEncoders(canonical, objective, 2), metric: objective.metric };
      return jointMeasure.risk({ law: fitted, data, share: 1 }, model) - jointMeasure.unavoidable(law);
    });
    within(loss, ratioExcess(size));
    const { variance } = measureOf("joint").sampling!(law);
    expect(loss.deviation ** 2 / variance(ratioExcess(size), count)).toBeGreaterThan(0.75);
    expect(loss.deviation ** 2 / variance(ratioExcess(size), count)).toBeLessThan(1.33);
  });

  it("least squares loses its exact excess, and the plug-in conditional law its first-order one", () => {
    let i = 0;
    const truth = trueModel(law).uGivenV;
    const unit = sum(truth.covariance.map((row, j) => row[j]!));
    const excess = simulate(3000, () => {
      const { gain, offset } = trueModel(fits[i++]!).uGivenV;
      const gaps = gain.map((row, a) => row.map((value, b) => value - truth.gain[a]![b]!));
      return sum(gaps.flat().map((x) => x * x)) + sum(offset.map((x) => x * x));
    });
    within(excess, unit * regressionExcess({ count, q }));
    let j = 0;
    const divergence = simulate(3000, () =>
      expectedConditionalKl(truth, trueModel(fits[j++]!).uGivenV, { mean: [0, 0, 0], factor: identity(q) }),
    );
    expect(divergence.mean / conditionalExcess(size)).toBeGreaterThan(1);
    expect(divergence.mean / conditionalExcess(size)).toBeLessThan(1.35);
  });

  it("canonical correlations have Lawley's bias, and Fisher's spread 1/√N", () => {
    const many = generator(3);
    const large = 400;
    const found = Array.from({ length: 1500 }, () => canonicalCorrelations(plugInLaw(draw(large, many))).sigma);
    for (const k of [0, 1]) {
      let i = 0;
      const bias = canonicalCorrelationBias(sigma, k, { ...size, count: large });
      within(
        simulate(1500, () => found[i++]![k]!),
        sigma[k]! + bias,
        0.1 * Math.abs(bias),
      );
      let j = 0;
      const { deviation } = simulate(1500, () => Math.atanh(found[j++]![k]!));
      expect(deviation * Math.sqrt(large)).toBeGreaterThan(0.92);
      expect(deviation * Math.sqrt(large)).toBeLessThan(1.1);
    }
  });

  it("Bartlett's test rejects independence that holds in 5 % of cases, here 10 + 10 dimensions, N = 100", () => {
    const random = generator(4);
    const runs = 600;
    const rejected = Array.from({ length: runs }, () => {
      const rows = Array.from({ length: 100 }, () => Array.from({ length: 20 }, () => random.normal()));
      const moments = momentsOf({ u: rows.map((row) => row.slice(0, 10)), v: rows.map((row) => row.slice(10)) });
      return bartlettTest(canonicalCorrelations(plugInLaw(moments)).sigma, { count: 100, p: 10, q: 10 }).pValue < 0.05;
    }).filter(Boolean).length;
    expect(Math.abs(rejected / runs - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / runs));
  });
});

describe("losses on batches of pairs", () => {
  it("lie off their limit at the true ratio by χ²/(2N), χ²/N and −χ²/(2(N−1)), by simulation to 10 %", () => {
    const rng = generator(5);
    for (const [rho, n, runs] of [
      [0.5, 64, 1500],
      [0.85, 1024, 40],
    ] as const) {
      const spec = { blocks: { uu: [[1]], uv: [[rho]], vv: [[1]] } };
      const ratio = (a: number, b: number) =>
        Math.exp((rho * a * b - 0.5 * rho * rho * (a * a + b * b)) / (1 - rho * rho)) / Math.sqrt(1 - rho * rho);
      const total = { conditional: 0, joint: 0, dcl: 0 };
      for (let k = 0; k < runs; k += 1) {
        const x = Array.from({ length: n }, () => rng.normal());
        const y = x.map((value) => rho * value + Math.sqrt(1 - rho * rho) * rng.normal());
        const rows = x.map((a, i) => {
          const values = y.map((b) => ratio(a, b));
          const all = sum(values);
          return { own: values[i]!, all: all / n, others: (all - values[i]!) / (n - 1) };
        });
        const mean = (f: (row: (typeof rows)[number]) => number) => sum(rows.map(f)) / n;
        // Ratios have mean 1 + χ² at true pairs and 1 at others: subtracting what is known of them leaves little noise.
        const others = mean((row) => row.others) - 1;
        const control = (mean((row) => row.own) - 1 / (1 - rho * rho)) / n + ((n - 1) / n) * others;
        total.conditional += (mean((row) => Math.log(row.all)) - control) / runs;
        total.joint += (Math.log(mean((row) => row.all)) - control) / runs;
        total.dcl += (mean((row) => Math.log(row.others)) - others) / runs;
      }
      for (const loss of ["conditional", "joint", "dcl"] as const) {
        const bias = batchBias({ ...spec, loss, count: n });
        expect(Math.abs(total[loss] / bias - 1)).toBeLessThan(0.1);
      }
    }
  });

  it("of two, the inner product is best at 2σ/(2 − σ²), by Gauss-Hermite quadrature", () => {
    const [sigma, nodes] = [0.7, hermite()];
    // log((e^{s11} + e^{s21})/2) − s11 depends on s21 − s11 alone, which given v is Gaussian: one dimension beside v.
    const loss = (a: number) => {
      let value = 0;
      for (const [y, wy] of nodes)
        for (const [e, we] of nodes) {
          const [mean, deviation] = [-sigma * y, Math.sqrt(2 - sigma * sigma)];
          value += wy * we * Math.log((1 + Math.exp(a * y * (mean + deviation * e))) / 2);
        }
      return value;
    };
    const best = (2 * sigma) / (2 - sigma * sigma);
    const slope = (a: number) => (loss(a + 1e-4) - loss(a - 1e-4)) / 2e-4;
    expect(Math.abs(slope(best))).toBeLessThan(1e-7);
    expect(slope(best - 0.05)).toBeLessThan(-1e-3);
    expect(pairBatchOptimum({ blocks: { uu: [[4]], uv: [[1.4]], vv: [[1]] } })[0]![0]).toBeCloseTo(best / 2, 12);
  });
});

/** Nodes and weights of the trapezoidal rule for standard normal expectations, exact to rounding for smooth functions. */
function hermite(): [x: number, weight: number][] {
  const step = 0.05;
  return Array.from({ length: 401 }, (_, k) => {
    const x = (k - 200) * step;
    return [x, (step * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)];
  });
}
