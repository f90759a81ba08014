import { describe, expect, it } from "vitest";
import { scalarDivergence, scalarNormal } from "../../src/tilt/index.js";

it("the normal density integrates to one, with its mean and variance", () => {
  const { density } = scalarNormal(0.4, 2.3);
  const moments = [0, 0, 0];
  for (let x = -15; x < 16; x += 0.01) for (const k of [0, 1, 2]) moments[k]! += 0.01 * density(x) * (x - 0.4) ** k;
  expect(moments[0]).toBeCloseTo(1, 9);
  expect(moments[1]).toBeCloseTo(0, 9);
  expect(moments[2]).toBeCloseTo(2.3, 9);
});

describe("the divergence of two laws of one variable", () => {
  it("is the same by moments and by quadrature, mean and variance apart", () => {
    const [p, q] = [scalarNormal(0.3, 0.8), scalarNormal(-0.2, 1.7)];
    const expected = 0.5 * (0.8 / 1.7 - 1 + Math.log(1.7 / 0.8) + 0.5 ** 2 / 1.7);
    expect(scalarDivergence(p, q)).toBeCloseTo(expected, 12);
    expect(scalarDivergence({ ...p, normal: false }, q)).toBeCloseTo(expected, 6);
  });
});
