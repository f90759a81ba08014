import { inducedModel, trueModel } from "@crosstilt/gaussian";
import { describe, expect, it } from "vitest";
import { covarianceOf } from "../../src/tilt/index.js";
import { inducedLaw, signLaw, trueLaw } from "../../src/tilt/laws.js";
import { choice } from "./choice.js";

const covariance = covarianceOf(choice);
const spec = { covariance, split: 1 };

describe("the Gaussian laws of pairs", () => {
  it("condition the truth as the textbook does", () => {
    const [[uu, uv], [, vv]] = covariance as [[number, number], [number, number]];
    const { mean, variance } = trueLaw(spec).uGivenV(0.7);
    expect(mean).toBeCloseTo((uv / vv) * 0.7, 12);
    expect(variance).toBeCloseTo(uu - uv ** 2 / vv, 12);
  });

  it.each(["inner-product", "quadratic"] as const)("tilt by the %s as @crosstilt/gaussian says", (metric) => {
    const encoders = { G: [[0.5]], H: [[0.4]], metric };
    const model = inducedModel({ ...spec, ...encoders });
    const law = inducedLaw({ ...spec, ...encoders });
    expect(law.vGivenU(-1.2).mean).toBe(model.vGivenU.mean([-1.2])[0]);
    expect(law.uGivenV(0.3).variance).toBe(model.uGivenV.covariance[0]![0]);
    expect(law.shape).toEqual({ kind: "ellipse", covariance: model.joint!.covariance });
    expect(trueModel(spec).joint!.covariance).not.toEqual(model.joint!.covariance);
  });
});

describe("the law of normalised encoders", () => {
  const law = signLaw({ kappa: 0.8 }, covariance);

  it("is the normal of v, reweighted by e^{±κ}/cosh κ, as a double loop over pairs has it", () => {
    const spread = Math.sqrt(covariance[0]![0]!);
    const normal = (x: number) => Math.exp(-(x ** 2) / (2 * spread ** 2)) / Math.sqrt(2 * Math.PI * spread ** 2);
    let [mass, mean, square] = [0, 0, 0];
    for (let x = -10 + 0.001; x < 10; x += 0.002) {
      const density = (normal(x) * Math.exp(0.8 * Math.sign(x))) / Math.cosh(0.8);
      expect(Math.abs(law.uGivenV(1).density(x) - density)).toBeLessThan(1e-12);
      mass += 0.002 * density;
      mean += 0.002 * density * x;
      square += 0.002 * density * x * x;
    }
    expect(mass).toBeCloseTo(1, 6);
    expect(law.uGivenV(1).mean).toBeCloseTo(mean, 5);
    expect(law.uGivenV(1).variance).toBeCloseTo(square - mean ** 2, 5);
  });
});
