import { describe, expect, it } from "vitest";
import { contourLevels, densityGrid, gaussianContourLevels, signModel, trueModel } from "../src/index.js";

const plane = {
  covariance: [
    [1.5, 1],
    [1, 1.5],
  ],
  split: 1,
};
const range = { x: [-8, 8], y: [-8, 8] } as const;

describe("densities on a grid", () => {
  it("hold all mass, and their contour levels are the closed form's", () => {
    const joint = trueModel(plane).joint!;
    const grid = densityGrid(joint.density, { ...range, points: 201 });
    const mass = grid.values.flat().reduce((total, value) => total + value, 0) * grid.cellArea;
    expect(mass).toBeCloseTo(1, 6);
    expect(grid.values[10]![150]).toBe(joint.density([grid.x[150]!, grid.y[10]!]));
    const [levels, exact] = [contourLevels(grid, [0.5, 0.95]), gaussianContourLevels(joint, [0.5, 0.95])];
    levels.forEach((level, i) => {
      expect(Math.abs(level / exact[i]! - 1)).toBeLessThan(0.02);
    });
  });

  it("refuse empty ranges and impossible masses", () => {
    expect(() => densityGrid(() => 1, { x: [1, 1], y: [0, 1] })).toThrow(/x: expected a finite range/);
    expect(() => gaussianContourLevels(trueModel(plane).joint!, [1])).toThrow(/masses: .*received 1/);
    expect(() => gaussianContourLevels(trueModel(plane).marginalU!, [0.5])).toThrow(/law: .*dimension 1/);
  });
});

describe("normalised one-dimensional encoders", () => {
  const model = signModel(plane);

  it("the joint density integrates to one and keeps both marginals", () => {
    const { x, values, cellArea } = densityGrid(model.density, { ...range, points: 400 });
    expect(values.flat().reduce((total, value) => total + value, 0) * cellArea).toBeCloseTo(1, 6);
    const step = x[1]! - x[0]!;
    const column = values.reduce((total, row) => total + row[230]!, 0) * step;
    expect(column).toBeCloseTo(trueModel(plane).marginalU!.density([x[230]!]), 6);
    expect(x.reduce((total, u) => total + model.uGivenV(u, 1) * step, 0)).toBeCloseTo(1, 6);
  });

  it("the optimal temperature minimises the loss, and reproduces the quadrant probabilities", () => {
    for (const temperature of [0.5, 1, 2])
      expect(signModel({ ...plane, temperature }).loss).toBeGreaterThan(model.loss);
    const sameQuadrant = 0.5 + Math.asin(2 / 3) / Math.PI;
    expect(Math.exp(model.kappa) / (2 * Math.cosh(model.kappa))).toBeCloseTo(sameQuadrant, 13);
  });

  it("is piecewise: the ratio to the product of marginals takes two values", () => {
    const { marginalU, marginalV } = trueModel(plane);
    const ratio = (u: number, v: number) => model.density([u, v]) / (marginalU!.density([u]) * marginalV!.density([v]));
    expect(ratio(0.1, 3)).toBeCloseTo(ratio(-2, -0.4), 13);
    expect(ratio(0.1, 3) / ratio(0.1, -3)).toBeCloseTo(Math.exp(2 * model.kappa), 12);
    const flipped = signModel({
      covariance: [
        [1, -0.6],
        [-0.6, 1],
      ],
      split: 1,
    });
    expect(flipped.density([1, -1])).toBeGreaterThan(flipped.density([1, 1]));
  });

  it("refuses vectors and temperatures that are not positive", () => {
    expect(() =>
      signModel({
        covariance: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        split: 1,
      }),
    ).toThrow(/scalar u and v/);
    expect(() => signModel({ ...plane, temperature: 0 })).toThrow(/temperature: .*received 0/);
  });
});
