import { describe, expect, test } from "vitest";
import {
  createOcean,
  drawCoefficients,
  lowestWavevectors,
  velocityField,
  velocityRows,
  wavenumber,
} from "../src/index.js";

const ocean = createOcean({ seed: 3 });

describe("wavevectors", () => {
  test("are in a half plane without the origin, each real mode once", () => {
    const vectors = lowestWavevectors(49);
    const keys = new Set(vectors.flatMap(([x, y]) => [`${x},${y}`, `${-x || 0},${-y || 0}`]));
    expect(keys.size).toBe(98);
    expect(keys.has("0,0")).toBe(false);
  });

  test("are the lowest: any other integer vector is at least as long as the last", () => {
    for (const count of [1, 2, 7, 49, 200]) {
      const vectors = lowestWavevectors(count);
      const longest = wavenumber(vectors[count - 1]!);
      let shorter = 0;
      for (let x = -30; x <= 30; x++)
        for (let y = -30; y <= 30; y++) if (Math.hypot(x, y) < longest - 1e-9) shorter += 1;
      expect(vectors).toHaveLength(count);
      expect((shorter - 1) / 2).toBeLessThan(count);
    }
  });
});

describe("the law of potentials", () => {
  test("has the rms speed and the spectrum asked for", () => {
    const { deviations, wavevectors } = createOcean({ rmsSpeed: 8, decay: 3 });
    const square = wavevectors.reduce((sum, k, i) => sum + (2 * Math.PI * wavenumber(k) * deviations[i]!) ** 2, 0);
    expect(Math.sqrt(square)).toBeCloseTo(8, 12);
    wavevectors.forEach((k, i) => {
      expect(deviations[i]! / deviations[0]!).toBeCloseTo(wavenumber(k) ** -3, 12);
    });
  });

  test("mean |w|² over fields is the square of the rms speed", () => {
    let total = 0;
    for (let i = 0; i < 3000; i++) {
      const [wx, wy] = velocityField(ocean, drawCoefficients(ocean, i)).velocity(0.1, 0.6, 0.03);
      total += wx * wx + wy * wy;
    }
    expect(Math.abs(Math.sqrt(total / 3000) / 20 - 1)).toBeLessThan(0.05);
  });

  test("is the same for the same seed, and a pair does not depend on the others", () => {
    expect(createOcean({ seed: 3 })).toEqual(ocean);
    const late = drawCoefficients(ocean, 900);
    drawCoefficients(ocean, 1);
    expect(drawCoefficients(ocean, 900)).toEqual(late);
    expect(createOcean({ seed: 4 }).frequencies[0]).not.toBe(ocean.frequencies[0]);
  });

  test.each([
    [{ modes: 0 }, /modes: expected a whole number/],
    [{ rmsSpeed: -1 }, /rmsSpeed: expected a number above 0/],
    [{ diffusivity: Number.NaN }, /diffusivity/],
    [{ seed: 0.5 }, /seed: expected an integer/],
  ])("refuses %j", (settings, message) => {
    expect(() => createOcean(settings)).toThrow(message);
  });
});

describe("the velocity", () => {
  const coefficients = drawCoefficients(ocean, 5);
  const field = velocityField(ocean, coefficients);
  const [x, y, t] = [0.37, 0.81, 0.042];

  test("is the turned gradient of the potential, by central differences", () => {
    const h = 1e-5;
    const [wx, wy] = field.velocity(x, y, t);
    expect(wx).toBeCloseTo(-(field.potential(x, y + h, t) - field.potential(x, y - h, t)) / (2 * h), 4);
    expect(wy).toBeCloseTo((field.potential(x + h, y, t) - field.potential(x - h, y, t)) / (2 * h), 4);
  });

  test("has no divergence, to rounding", () => {
    const [[xx, xy], [, yy]] = field.gradient(x, y, t);
    expect(Math.abs(xx + yy)).toBeLessThan(1e-13 * Math.abs(xy));
  });

  test("has the derivative it says, by central differences", () => {
    const h = 1e-5;
    const [[xx, xy], [yx, yy]] = field.gradient(x, y, t);
    const difference = (dx: number, dy: number, axis: 0 | 1) =>
      (field.velocity(x + dx, y + dy, t)[axis] - field.velocity(x - dx, y - dy, t)[axis]) / (2 * h);
    expect([xx, xy, yx, yy]).toEqual(
      [difference(h, 0, 0), difference(0, h, 0), difference(h, 0, 1), difference(0, h, 1)].map((value) =>
        expect.closeTo(value, 3),
      ),
    );
  });

  test("is periodic with period 1 in both directions", () => {
    const [wx, wy] = field.velocity(x, y, t);
    expect(field.velocity(x + 1, y - 2, t)).toEqual([expect.closeTo(wx, 9), expect.closeTo(wy, 9)]);
  });

  test("is linear in the coefficients: rows times coefficients", () => {
    const rows = new Float64Array(2 * 98);
    velocityRows(ocean, [x, y], t, rows);
    const [wx, wy] = [0, 1].map((axis) =>
      coefficients.reduce((sum, value, k) => sum + value * rows[98 * axis + k]!, 0),
    );
    expect(field.velocity(x, y, t)).toEqual([expect.closeTo(wx!, 10), expect.closeTo(wy!, 10)]);
  });
});
