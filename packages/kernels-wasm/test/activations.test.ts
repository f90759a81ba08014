import { describe, expect, test } from "vitest";
import { variants, withKernels } from "./heap.js";
import { randomArray, uniform } from "./numbers.js";

/** The error function by its series, in float64. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [sum, term] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const references = {
  exp: Math.exp,
  tanh: Math.tanh,
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
  gelu: (x: number) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  relu: (x: number) => Math.max(x, 0),
};
const names = Object.keys(references) as (keyof typeof references)[];

const points = [...[-30, -9, -5, -3.3, -1, -0.626, -0.62, -1e-3, -1e-20], ...randomArray(50, uniform(4), 4)];
const inputs = Float32Array.from([...points, ...points.map((x) => -x)].slice(0, 117));

describe.each(variants)("activations, $simd, $threads threads", (variant) => {
  test.each(names)("%s equals its float64 formula", (name) =>
    withKernels(variant, (kernels, heap) => {
      const out = heap.room(inputs.length);
      kernels.activation({ name, x: heap.put(inputs), out, size: inputs.length });
      heap.take(out, inputs.length).forEach((value, i) => {
        const expected = references[name](inputs[i]!);
        expect(Math.abs(value - expected), `at ${inputs[i]}`).toBeLessThanOrEqual(
          Math.max(name === "gelu" ? 8e-7 : 1.2e-7, 4e-7 * Math.abs(expected)),
        );
      });
    }),
  );

  test.each(names)("the gradient of %s equals central differences", (name) =>
    withKernels(variant, (kernels, heap) => {
      const smooth = inputs.filter((x) => Math.abs(x) > 1e-2 && Math.abs(x) < 8);
      const dy = randomArray(smooth.length, uniform(5));
      const dx = heap.room(smooth.length);
      kernels.activationGradient({ name, x: heap.put(smooth), dy: heap.put(dy), dx, size: smooth.length });
      heap.take(dx, smooth.length).forEach((value, i) => {
        const [f, x] = [references[name], smooth[i]!];
        const expected = (dy[i]! * (f(x + 1e-5) - f(x - 1e-5))) / 2e-5;
        expect(Math.abs(value - expected), `at ${x}`).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)));
      });
    }),
  );

  test("exp reaches infinity and zero, tanh and relu keep their limits, NaN stays NaN", () =>
    withKernels(variant, (kernels, heap) => {
      const x = heap.put([89, -120, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]);
      const out = heap.room(5);
      const apply = (name: keyof typeof references) => {
        kernels.activation({ name, x, out, size: 5 });
        return [...heap.take(out, 5)];
      };
      const infinity = Number.POSITIVE_INFINITY;
      expect(apply("exp")).toEqual([infinity, 0, infinity, 0, Number.NaN]);
      expect(apply("tanh")).toEqual([1, -1, 1, -1, Number.NaN]);
      expect(apply("sigmoid")).toEqual([1, 0, 1, 0, Number.NaN]);
      expect(apply("relu")).toEqual([89, 0, infinity, 0, Number.NaN]);
    }));

  test("exp of small numbers keeps its digits", () =>
    withKernels(variant, (kernels, heap) => {
      const xs = Float32Array.from({ length: 170 }, (_, i) => i - 85.5);
      const out = heap.room(170);
      kernels.activation({ name: "exp", x: heap.put(xs), out, size: 170 });
      const errors = [...heap.take(out, 170)].map((value, i) => Math.abs(value / Math.exp(xs[i]!) - 1));
      expect(Math.max(...errors)).toBeLessThan(3e-7);
    }));
});

test("an unknown activation is refused by name", () =>
  withKernels({ simd: "plain" }, (kernels) => {
    const wrong = { name: "swish" as "relu", x: 4, out: 4, size: 1 };
    expect(() => kernels.activation(wrong)).toThrow("name: expected one of exp, tanh");
  }));
