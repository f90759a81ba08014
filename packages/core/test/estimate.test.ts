import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { estimateMemory, scoreStatistics, scores, valueAndGradients } from "../src/index.js";

const dimension = 6;

/** A step of two linear encoders on fresh samples, with a loss of the embeddings. */
function step(examples: number, weights: tf.NamedTensorMap, loss: (u: tf.Tensor2D, v: tf.Tensor2D) => tf.Tensor) {
  const samples = () => tf.zeros([examples, 9]) as tf.Tensor2D;
  const { value, gradients } = valueAndGradients(({ a, b }) => {
    const embed = (matrix: tf.Tensor) => tf.tanh(tf.matMul(samples(), matrix as tf.Tensor2D)) as tf.Tensor2D;
    return { value: tf.sum(loss(embed(a!), embed(b!))) as tf.Scalar, aux: {} };
  }, weights);
  return { value, gradients };
}

const losses = {
  "linear in the batch": (u: tf.Tensor2D, v: tf.Tensor2D) => tf.sum(tf.square(tf.sub(u, v)), 1),
  "quadratic in the batch": (u: tf.Tensor2D, v: tf.Tensor2D) => tf.square(scores({ u, v })),
  "made of score statistics": (u: tf.Tensor2D, v: tf.Tensor2D) => scoreStatistics({ u, v }, tiles).rowLogMeanExp,
};
/** One tile at every size, as the fused kernel has it. */
const tiles = { tileRows: 1000 };

async function peakOf(run: () => tf.TensorContainer): Promise<number> {
  const { peakBytes } = await tf.profile(() => {
    tf.dispose(tf.tidy(run));
    return {};
  });
  return peakBytes;
}

onEveryBackend(() => {
  describe("the estimate of memory", () => {
    test.each(Object.entries(losses))("is what a step really holds, for a loss %s", async (_, loss) => {
      const weights = { a: tf.randomNormal([9, dimension]), b: tf.randomNormal([9, dimension]) };
      for (const examples of [2, 12, 75]) {
        const estimated = await estimateMemory((n) => step(n, weights, loss), examples);
        const held = await peakOf(() => step(examples, weights, loss));
        expect(Math.abs(estimated - held)).toBeLessThanOrEqual(1e-6 * held);
      }
      tf.dispose(weights);
    });

    test("counts what is alive already", async () => {
      const ballast = tf.zeros([1000]);
      const estimated = await estimateMemory((n) => tf.add(tf.zeros([n]), 1), 100);
      expect(estimated).toBeGreaterThanOrEqual(4000 + 800);
      ballast.dispose();
    });

    test.each([0, -3, 2.5, Number.NaN])("refuses %d examples", async (examples) => {
      await expect(estimateMemory(() => ({}), examples)).rejects.toThrow(/examples: expected a positive whole number/);
    });
  });
});
