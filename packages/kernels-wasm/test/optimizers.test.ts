import { describe, expect, test } from "vitest";
import { variants, withKernels } from "./heap.js";
import { expectClose, randomArray, uniform } from "./numbers.js";

interface Setting {
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  weightDecay?: number;
  decoupled?: boolean;
}

const learningRate = 0.05;
const steps = 7;

/** Gradient of a quadratic bowl, so that steps depend on each other. */
const slope = (p: number, i: number) => (1 + (i % 3)) * p - 0.3;

function referenceAdam(start: ArrayLike<number>, setting: Setting): Float64Array {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, decoupled = false } = setting;
  return Float64Array.from(start, (value, i) => {
    let [p, m, v] = [value, 0, 0];
    for (let step = 1; step <= steps; step++) {
      const g = slope(p, i) + (decoupled ? 0 : weightDecay * p);
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      const [firstHat, secondHat] = [m / (1 - beta1 ** step), v / (1 - beta2 ** step)];
      p =
        p * (decoupled ? 1 - learningRate * weightDecay : 1) -
        (learningRate * firstHat) / (Math.sqrt(secondHat) + epsilon);
    }
    return p;
  });
}

describe.each(variants)("optimiser steps, $simd, $threads threads", (variant) => {
  /** Runs the steps on the heap; `update` applies one. */
  const descend = (
    start: Float32Array,
    check: (result: Float32Array) => void,
    update: (kernels: Parameters<Parameters<typeof withKernels>[1]>[0], at: Record<string, number>) => void,
  ) =>
    withKernels(variant, (kernels, heap) => {
      const size = start.length;
      const zeros = new Float32Array(size);
      const at = {
        parameters: heap.put(start),
        gradients: heap.put(zeros),
        first: heap.put(zeros),
        second: heap.put(zeros),
      };
      for (let step = 1; step <= steps; step++) {
        const slopes = heap.take(at.parameters, size).map(slope);
        new Float32Array(heap.memory.buffer, at.gradients, size).set(slopes);
        update(kernels, { ...at, step, size });
      }
      check(heap.take(at.parameters, size));
    });

  const settings: Setting[] = [
    {},
    { beta1: 0.5, beta2: 0.9, epsilon: 1e-3 },
    { weightDecay: 0.1 },
    { weightDecay: 0.1, decoupled: true },
  ];
  for (const size of [1, 4, 7, 1030])
    test.each(settings)(`adam on ${size} parameters follows its float64 recursion: %o`, (setting) => {
      const start = randomArray(size, uniform(size));
      return descend(
        start,
        (result) => expectClose(result, referenceAdam(start, setting), 5e-6),
        (kernels, { parameters, gradients, first, second, step, size: count }) => {
          const moments = { firstMoments: first!, secondMoments: second! };
          const flat = { parameters: parameters!, gradients: gradients!, size: count!, learningRate };
          kernels.adamStep({ ...flat, ...moments, ...setting, step: step! });
        },
      );
    });

  test("adam writes elsewhere what it would have written in place, and leaves its inputs alone", () =>
    withKernels(variant, (kernels, heap) => {
      const size = 20_003;
      const names = ["parameters", "gradients", "firstMoments", "secondMoments"] as const;
      const values = names.map((_, i) => randomArray(size, uniform(i + 1)).map(Math.abs));
      const put = () => Object.fromEntries(names.map((name, i) => [name, heap.put(values[i]!)]));
      const [inPlace, kept] = [put(), put()] as Record<(typeof names)[number], number>[];
      const out = { parameters: heap.room(size), firstMoments: heap.room(size), secondMoments: heap.room(size) };
      kernels.adamStep({ ...inPlace!, size, learningRate, step: 3 });
      kernels.adamStep({ ...kept!, out, size, learningRate, step: 3 });
      for (const name of ["parameters", "firstMoments", "secondMoments"] as const)
        expect(heap.take(out[name], size)).toEqual(heap.take(inPlace![name], size));
      names.forEach((name, i) => {
        expect(heap.take(kept![name], size)).toEqual(values[i]);
      });
    }));
});

test.each([
  [{ step: 0 }, "step: expected a whole number of at least 1, received 0"],
  [{ beta1: 1 }, "beta1: expected in [0, 1), received 1"],
  [{ learningRate: Number.NaN }, "learningRate: expected a finite number, received NaN"],
])("adamStep refuses %o", (wrong, message) =>
  withKernels({ simd: "plain" }, (kernels) => {
    const valid = { parameters: 4, gradients: 4, firstMoments: 4, secondMoments: 4, size: 1, learningRate: 1, step: 1 };
    expect(() => kernels.adamStep({ ...valid, ...wrong })).toThrow(message);
  }),
);
