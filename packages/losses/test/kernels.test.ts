import { createGenerator, defineKernel, evaluateLoss } from "@crosstilt/core";
import { expectClose, kernelChecks, randomMatrix } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { conditionalMmd, gaussianKernel, jointMmd, kernels } from "../src/index.js";

type Vector = readonly number[];
const dot = (x: Vector, y: Vector) => x.reduce((sum, a, k) => sum + a * y[k]!, 0);
const distance = (x: Vector, y: Vector) => Math.sqrt(x.reduce((sum, a, k) => sum + (a - y[k]!) ** 2, 0));

const references: Record<string, (x: Vector, y: Vector, l: number) => number> = {
  gaussian: (x, y, l) => Math.exp(-(distance(x, y) ** 2) / (2 * l ** 2)),
  laplace: (x, y, l) => Math.exp(-distance(x, y) / l),
  "inverse-multiquadric": (x, y, l) => 1 / Math.sqrt(1 + (distance(x, y) / l) ** 2),
  polynomial: (x, y, l) => (1 + dot(x, y) / l ** 2) ** 2,
  energy: (x, y) => -distance(x, y),
};

onEveryBackend(() => {
  describe.each(kernels.map((kernel) => [kernel.definition.name, kernel] as const))("the %s kernel", (name, kernel) => {
    for (const check of kernelChecks(kernel, { reference: references[name] })) test(check.name, () => check.run());
  });

  test.each([conditionalMmd, jointMmd])("a kernel as an object is the kernel of its name", (loss) => {
    const generator = createGenerator(6);
    const [u, v] = [randomMatrix(generator, 8, 3), randomMatrix(generator, 8, 2)];
    const total = (kernelU: Parameters<typeof loss>[0]) =>
      tf.tidy(() => {
        const form = { u: tf.slice(u, [0, 0], [8, 2]), v } as { u: tf.Tensor2D; v: tf.Tensor2D };
        return evaluateLoss(loss(kernelU), { form, ...form, samplesU: u, samplesV: v }).total.dataSync()[0];
      });
    expectClose("loss", [total({ kernelU: gaussianKernel() })!], [total({ kernelU: "gaussian" })!], 0);
    expect(total({ kernelU: "energy" })).not.toBe(total({ kernelU: "gaussian" }));
    tf.dispose([u, v]);
  });

  test("a kernel that is no matrix of all pairs is refused by name", () => {
    const wrong = defineKernel({
      name: "wrong",
      summary: "s",
      formula: "f",
      source: "test",
      options: {},
      evaluate: ({ x }) => x,
    });
    const [u, v] = [tf.ones<tf.Rank.R2>([3, 2]), tf.ones<tf.Rank.R2>([3, 2])];
    const evaluate = () =>
      evaluateLoss(jointMmd({ kernelU: wrong() }), { form: { u, v }, u, v, samplesU: u, samplesV: v });
    expect(evaluate).toThrow(
      /kernel "wrong": expected a Gram matrix of shape \[3,3\], received a tensor of shape \[3,2\]/,
    );
    tf.dispose([u, v]);
  });
});

test("a kernel that does not exist is refused with those that do", () => {
  expect(() => jointMmd({ kernelU: "cauchy" as never })).toThrow(
    /a kernel: one of gaussian, laplace.*received "cauchy"/,
  );
});
