import { describe, expect, it } from "vitest";
import { batchBias, batchBiasAt, jointGaussian, lossValue, optimum } from "../src/index.js";
import { sum } from "../src/matrix.js";
import { generator, randomCovariance } from "./random.js";

const scalar = (sigma: number) => jointGaussian({ blocks: { uu: [[1]], uv: [[sigma]], vv: [[1]] } });

describe("the first-order bias of a batch at any encoders", () => {
  it("at the truth is χ²/(2N), for either conditional and both", () => {
    const law = { covariance: randomCovariance(generator(3), 5, 4), split: 2 };
    const expected = batchBias({ ...law, loss: "conditional", count: 50 });
    for (const lambdaU of [0, 1, 2]) {
      const objective = { metric: "general-quadratic", loss: "conditional", lambdaU, lambdaV: 2 - lambdaU } as const;
      const found = batchBiasAt({ ...law, ...objective, ...optimum({ ...law, ...objective }), count: 50 });
      expect(found! / expected).toBeCloseTo(1, 9);
    }
    const oneSided = { metric: "quadratic", loss: "conditional", lambdaU: 2, lambdaV: 0 } as const;
    const found = batchBiasAt({ ...law, ...oneSided, ...optimum({ ...law, ...oneSided }), count: 50 });
    expect(found! / expected).toBeCloseTo(1, 9);
  });

  it("makes the inner product sharper: the best weight moves from σ to σ + σ³/N", () => {
    const [sigma, count] = [0.05, 40];
    const law = scalar(sigma);
    const loss = (a: number) => {
      const at = { metric: "inner-product", G: [[a]], H: [[1]] } as const;
      return lossValue({ ...law, ...at, loss: "conditional" }) + batchBiasAt({ ...law, ...at, count })!;
    };
    const slope = (a: number) => (loss(a + 1e-4) - loss(a - 1e-4)) / 2e-4;
    let [low, high] = [0, 0.1];
    for (let k = 0; k < 50; k += 1) {
      const middle = (low + high) / 2;
      if (slope(middle) < 0) low = middle;
      else high = middle;
    }
    expect((low - sigma) / (sigma ** 3 / count)).toBeCloseTo(1, 1);
  });

  it("is what simulated batches have, within four standard errors and second order", () => {
    const [sigma, a, n, runs, rng] = [0.5, 0.4, 64, 3000, generator(4)];
    const law = scalar(sigma);
    const at = { metric: "inner-product", G: [[a]], H: [[1]] } as const;
    const values = Array.from({ length: runs }, () => {
      const v = Array.from({ length: n }, () => rng.normal());
      const u = v.map((y) => sigma * y + Math.sqrt(1 - sigma * sigma) * rng.normal());
      // Ratios of the model have the mean 1 over others: taken off, little noise is left.
      const rows = v.map((y, j) => {
        const ratios = u.map((x) => Math.exp(a * x * y - 0.5 * a * a * y * y));
        const others = (sum(ratios) - ratios[j]!) / (n - 1);
        return Math.log(sum(ratios) / n) - ((n - 1) / n) * (others - 1);
      });
      return sum(rows) / n;
    });
    const mean = sum(values) / runs;
    const error = Math.sqrt(sum(values.map((x) => (x - mean) ** 2))) / runs;
    const bias = batchBiasAt({ ...law, ...at, lambdaU: 2, lambdaV: 0, count: n })!;
    expect(Math.abs(mean - bias)).toBeLessThan(4 * error + 0.1 * Math.abs(bias));
    expect(4 * error).toBeLessThan(0.2 * Math.abs(bias));
  });

  it("is null where the squared ratio has no mean, and asks for a batch", () => {
    const at = { ...scalar(0.5), metric: "inner-product", G: [[3]], H: [[1]] } as const;
    expect(batchBiasAt({ ...at, count: 10 })).toBeNull();
    expect(() => batchBiasAt({ ...at, count: 1 })).toThrow(/count: .*1/);
  });
});
