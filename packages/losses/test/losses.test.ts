import { createGenerator, evaluateLoss, type Loss, type LossTerms } from "@crosstilt/core";
import { cosine, innerProduct, quadratic } from "@crosstilt/metrics";
import { expectClose, lossChecks, randomMatrix } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { clip, conditional, joint, losses } from "../src/index.js";

const metrics = [cosine({ temperature: 0.3 }), innerProduct(), quadratic({ temperature: 0.7 })];

/** Loss terms as numbers on random embeddings `[n, 4]`. */
function termsOf(
  loss: Loss,
  n: number,
  seed = 1,
  form?: (u: tf.Tensor2D, v: tf.Tensor2D) => object,
): Record<string, number> {
  const generator = createGenerator(seed);
  const [u, v] = [randomMatrix(generator, n, 4), randomMatrix(generator, n, 4)];
  const terms = tf.tidy(() => evaluateLoss(loss, { form: { u, v, ...form?.(u, v) }, u, v }));
  const numbers = Object.fromEntries(
    Object.entries(terms as LossTerms).map(([name, term]) => [name, term.dataSync()[0]]),
  );
  tf.dispose([u, v, terms]);
  return numbers;
}

const logMeanExp = (values: number[]) => Math.log(values.reduce((sum, s) => sum + Math.exp(s), 0) / values.length);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const column = (scores: number[][], j: number) => scores.map((row) => row[j]);

/** The losses by plain loops over the score matrix in float64. */
const references: Record<string, (scores: number[][]) => number> = {
  conditional: (s) => mean(s.map((row, i) => (logMeanExp(row) + logMeanExp(column(s, i))) / 2 - row[i])),
  clip: (s) => references.conditional(s) + Math.log(s.length),
  joint: (s) => logMeanExp(s.flat()) - mean(s.map((row, i) => row[i])),
};

onEveryBackend(() => {
  describe.each(losses.map((loss) => [loss.definition.name, loss] as const))("the %s loss", (name, loss) => {
    for (const check of lossChecks(loss, { reference: ({ scores }) => references[name](scores) }))
      test(check.name, () => check.run());
    for (const metric of metrics)
      describe(`with the ${metric.name} metric`, () => {
        for (const check of lossChecks(loss, { metric })) test(check.name, () => check.run());
      });
  });

  describe.each(["off-diagonal", "shuffled"] as const)("the joint loss with the %s product", (product) => {
    for (const check of lossChecks(joint, { options: { product }, minimumPairs: 2 }))
      test(check.name, () => check.run());
  });

  test.each([1, 2, 17, 64])("CLIP is conditional(1, 1) + log N on %i pairs (Thm 2.8)", (n) => {
    expectClose("CLIP", [termsOf(clip(), n).total], [termsOf(conditional(), n).total + Math.log(n)], 1e-6);
  });

  test("conditional is linear in its weights", () => {
    const at = (lambdaU: number, lambdaV: number) => termsOf(conditional({ lambdaU, lambdaV }), 12).total;
    expectClose("combination", [at(3, 0.5)], [1.5 * at(2, 0) + 0.25 * at(0, 2)], 1e-6);
  });

  test.each([1, 2, 3, 4, 5])("conditional never exceeds joint (Thm 3.10), seed %i", (seed) => {
    expect(termsOf(conditional(), 20, seed).total).toBeLessThanOrEqual(termsOf(joint(), 20, seed).total + 1e-6);
  });

  test("on the unit sphere cosine, inner product and quadratic are one model", () => {
    const generator = createGenerator(4);
    const u = tf.tidy(() => cosine().form(randomMatrix(generator, 9, 4), randomMatrix(generator, 9, 4), {}).u);
    const v = tf.tidy(() => cosine().form(randomMatrix(generator, 9, 4), randomMatrix(generator, 9, 4), {}).v);
    const totals = [cosine, innerProduct, quadratic].map((metric) =>
      tf.tidy(
        () =>
          evaluateLoss(conditional(), { form: metric({ temperature: 0.2 }).form(u, v, {}), u, v }).total.dataSync()[0],
      ),
    );
    tf.dispose([u, v]);
    expectClose("losses", totals.slice(1), [totals[0], totals[0]], 1e-6);
  });

  test("label given image is cross-entropy of logits + log prior, minus the label entropy (Prop. 6.1)", () => {
    const generator = createGenerator(8);
    const [n, classes] = [400, 5];
    const logits = Array.from({ length: n }, () => Array.from({ length: classes }, () => 2 * generator.normal()));
    const labels = Array.from({ length: n }, () =>
      Math.min(classes - 1, Math.floor(classes * generator.uniform() ** 2)),
    );
    const prior = Array.from({ length: classes }, (_, k) => labels.filter((label) => label === k).length / n);
    const crossEntropy = mean(
      logits.map((row, i) => {
        const shifted = row.map((logit, k) => logit + Math.log(prior[k]));
        return Math.log(shifted.reduce((sum, s) => sum + Math.exp(s), 0)) - shifted[labels[i]];
      }),
    );
    const entropy = -prior.reduce((sum, p) => sum + p * Math.log(p), 0);
    const [u, v] = [
      tf.tensor2d(logits),
      tf.tidy(() => tf.oneHot(tf.tensor1d(labels, "int32"), classes, 1, 0, "float32") as tf.Tensor2D),
    ];
    const loss = conditional({ lambdaU: 0, lambdaV: 2 });
    const total = tf.tidy(() => evaluateLoss(loss, { form: { u, v }, u, v }).total.dataSync()[0]);
    tf.dispose([u, v]);
    expectClose("loss", [total], [crossEntropy - entropy], 1e-6);
  });

  test("pairs of different count are refused with both shapes", () => {
    const [u, v] = [tf.zeros<tf.Rank.R2>([3, 2]), tf.zeros<tf.Rank.R2>([4, 2])];
    expect(() => evaluateLoss(conditional(), { form: { u, v }, u, v })).toThrow(/\[3,2\].*\[4,2\]/);
    tf.dispose([u, v]);
  });
});

test("unknown and impossible options are refused by name", () => {
  expect(() => conditional({ lambda: 1 } as never)).toThrow(/"lambda".*lambdaU/);
  expect(() => conditional({ lambdaU: -1 })).toThrow(/lambdaU.*>= 0.*-1/);
  expect(() => joint({ product: "some" as never })).toThrow(/one of all, off-diagonal, shuffled/);
});
