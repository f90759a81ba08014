import { analyse, inducedModel } from "@crosstilt/gaussian";
import { expect, it } from "vitest";
import {
  covarianceOfTips,
  divergenceOfTips,
  independentTips,
  logRatioAt,
  normaliserOfTips,
  tiltOfTips,
  trueTilt,
  trueTips,
} from "../../src/story/index.js";
import { scalarNormal, scoreAt } from "../../src/tilt/index.js";

const standard = scalarNormal(0, 1);

it("reference × e^s / Z is the law of the ellipse, point by point", () => {
  const tips = { along: 1.25, across: 0.6 };
  const [[own, cross]] = covarianceOfTips(tips) as [[number, number], unknown];
  const determinant = own ** 2 - cross ** 2;
  for (const [u, v] of [
    [0, 0],
    [1, -0.5],
    [-1.7, -1.2],
  ] as const) {
    const density =
      Math.exp(-(own * u * u - 2 * cross * u * v + own * v * v) / (2 * determinant)) /
      (2 * Math.PI * Math.sqrt(determinant));
    const tilted =
      (standard.density(u) * standard.density(v) * Math.exp(scoreAt(tiltOfTips(tips), u, v))) / normaliserOfTips(tips);
    expect(tilted / density).toBeCloseTo(1, 12);
  }
});

it("the tips of the truth make the true tilt, whose score over Z is the log ratio, and leave no divergence", () => {
  const tips = trueTips(0.75);
  for (const [name, value] of Object.entries(trueTilt(0.75)))
    expect(tiltOfTips(tips)[name as "product"]).toBeCloseTo(value, 12);
  expect(logRatioAt(0.75, 1.5, 1.2)).toBeCloseTo(
    scoreAt(tiltOfTips(tips), 1.5, 1.2) - Math.log(normaliserOfTips(tips)),
    12,
  );
  expect(divergenceOfTips(0.75, tips)).toBeCloseTo(0, 12);
});

it("the divergence is that of the Gaussian theory, and of independent numbers the mutual information", () => {
  const spec = { covariance: [[1, 0.75], [0.75, 1]], split: 1 }; // biome-ignore format: a matrix
  const tips = { along: 1.1, across: 0.8 };
  const { product, squareU } = tiltOfTips(tips);
  const [G, P] = [Math.sqrt(product), Math.sqrt(-squareU) / Math.sqrt(product)];
  const encoders = { G: [[G]], H: [[G]], P: [[P]], Q: [[P]] };
  const { klJoint } = analyse({ ...spec, metric: "general-quadratic", loss: "joint", encoders });
  expect(divergenceOfTips(0.75, tips)).toBeCloseTo(klJoint!, 10);
  expect(inducedModel({ ...spec, ...encoders, metric: "general-quadratic" }).joint!.covariance[0]![1]).toBeCloseTo(
    covarianceOfTips(tips)[0]![1]!,
    10,
  );
  expect(divergenceOfTips(0.75, independentTips)).toBeCloseTo(-Math.log(1 - 0.75 ** 2) / 2, 12);
});
