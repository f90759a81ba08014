import { createGenerator } from "@crosstilt/core";
import { describe, expect, test } from "vitest";
import { createBrownianTracer } from "../src/brownian.js";
import { createFlow } from "../src/flow.js";
import { createOcean, createTracer, drawCoefficients, velocityField } from "../src/index.js";

const ocean = createOcean();
const start = [0.75, 0.75] as const;
const duration = 0.1;

/** The classical Runge–Kutta method with the paper's step, recorded at the paper's points. */
function reference(coefficients: ArrayLike<number>, steps = 10_000): [number, number][] {
  const { velocity } = velocityField(ocean, coefficients);
  const h = duration / steps;
  let [x, y]: [number, number] = [...start];
  return Array.from({ length: steps }, (_, i) => {
    const t = i * h;
    const a = velocity(x, y, t);
    const b = velocity(x + (h / 2) * a[0], y + (h / 2) * a[1], t + h / 2);
    const c = velocity(x + (h / 2) * b[0], y + (h / 2) * b[1], t + h / 2);
    const d = velocity(x + h * c[0], y + h * c[1], t + h);
    x += (h / 6) * (a[0] + 2 * b[0] + 2 * c[0] + d[0]);
    y += (h / 6) * (a[1] + 2 * b[1] + 2 * c[1] + d[1]);
    return [x, y] as [number, number];
  }).filter((_, i) => (i + 1) % (steps / 1000) === 0);
}

function path(coefficients: ArrayLike<number>, points: number, tolerance?: number): [number, number][] {
  const recorded: [number, number][] = [];
  createTracer(ocean)({ coefficients, start, duration, points, tolerance }, (_, x, y) => recorded.push([x, y]));
  return recorded;
}

describe("the tracer", () => {
  test("agrees with Runge–Kutta at a step of 1e-5 to 1e-8, at all 1000 points", () => {
    for (const index of [0, 17]) {
      const coefficients = drawCoefficients(ocean, index);
      const expected = reference(coefficients);
      const traced = path(coefficients, 1000);
      expect(traced).toHaveLength(1000);
      const worst = traced.reduce(
        (most, [x, y], i) => Math.max(most, Math.hypot(x - expected[i]![0], y - expected[i]![1])),
        0,
      );
      expect(worst).toBeLessThan(1e-8);
    }
  });

  test("follows its tolerance", () => {
    const coefficients = drawCoefficients(ocean, 2);
    const exact = path(coefficients, 10, 1e-13)[9]!;
    const errors = [1e-6, 1e-8, 1e-10].map((tolerance) => {
      const [x, y] = path(coefficients, 10, tolerance)[9]!;
      return Math.hypot(x - exact[0], y - exact[1]);
    });
    expect(errors[0]).toBeGreaterThan(errors[1]!);
    expect(errors[1]).toBeGreaterThan(errors[2]!);
    expect(errors[2]).toBeLessThan(1e-8);
  });

  test("records the same path at fewer points", () => {
    const coefficients = drawCoefficients(ocean, 4);
    const fine = path(coefficients, 1000);
    path(coefficients, 50).forEach(([x, y], i) => {
      expect(Math.hypot(x - fine[20 * i + 19]![0], y - fine[20 * i + 19]![1])).toBeLessThan(1e-14);
    });
  });

  test("the field run backwards in time returns to the start", () => {
    const coefficients = drawCoefficients(ocean, 8);
    const modes = ocean.wavevectors.length;
    const reversed = { ...ocean, frequencies: ocean.frequencies.map((frequency) => -frequency) };
    const back = new Float64Array(2 * modes);
    ocean.frequencies.forEach((frequency, k) => {
      const [cos, sin] = [Math.cos(frequency * duration), Math.sin(frequency * duration)];
      back[k] = -(coefficients[k]! * cos - coefficients[modes + k]! * sin);
      back[modes + k] = -(coefficients[k]! * sin + coefficients[modes + k]! * cos);
    });
    const end = path(coefficients, 1)[0]!;
    createTracer(reversed)({ coefficients: back, start: end, duration, points: 1 }, (_, x, y) => {
      expect(Math.hypot(x - start[0], y - start[1])).toBeLessThan(1e-8);
    });
  });

  test("stays where it is in a field at rest", () => {
    expect(path(new Float64Array(98), 3)).toEqual([start, start, start].map((place) => [...place]));
  });
});

test("the flow by phase recurrences equals the plain formulas, also after many steps", () => {
  const coefficients = drawCoefficients(ocean, 6);
  const field = velocityField(ocean, coefficients);
  const flow = createFlow(ocean, [0.3]);
  flow.begin(coefficients);
  const out = new Float64Array(2);
  for (let i = 0; i < 200; i++) {
    flow.prepare(i % 2 === 0 ? 4e-4 : 6e-4);
    flow.advance();
  }
  flow.prepare(1e-3);
  flow.velocity(0, -1.3, 2.8, out, 0);
  const [wx, wy] = field.velocity(-1.3, 2.8, 0.1 + 0.3e-3);
  expect([...out]).toEqual([expect.closeTo(wx, 9), expect.closeTo(wy, 9)]);
});

describe("Brownian forcing", () => {
  const still = createOcean({ rmsSpeed: 1e-9, points: 20, modes: 1 });
  const options = { start, duration, points: 20 };

  test("spreads positions by 2κT in each direction", () => {
    const trace = createBrownianTracer(still);
    const generator = createGenerator(1);
    let square = 0;
    for (let n = 0; n < 2000; n++)
      trace({ ...options, coefficients: new Float64Array(2), diffusivity: 0.3, generator }, (i, x, y) => {
        if (i === 19) square += (x - 0.75) ** 2 + (y - 0.75) ** 2;
      });
    expect(square / 4000 / (2 * 0.3 * duration)).toBeCloseTo(1, 1);
  });

  test("vanishing, leaves the path of the tracer", () => {
    const coefficients = drawCoefficients(ocean, 3);
    const smooth = path(coefficients, 20);
    const generator = createGenerator(1);
    createBrownianTracer(ocean)({ ...options, coefficients, diffusivity: 1e-30, generator }, (i, x, y) => {
      expect(Math.hypot(x - smooth[i]![0], y - smooth[i]![1])).toBeLessThan(1e-6);
    });
  });
});
