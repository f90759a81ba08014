import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { affineScores, rowSoftplus, scores } from "../src/index.js";
import { expectNear, type FullForm, randomForm } from "./score-forms.js";

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** The sums by double loops in float64. */
function reference({ u, v, scale, alpha, beta }: FullForm): number[] {
  const [rows, columns, t] = [u.arraySync(), v.arraySync(), scale.dataSync()[0]];
  const [a, b] = [alpha.arraySync(), beta.arraySync()];
  const score = (i: number, j: number) =>
    t! * rows[i]!.reduce((sum, x, k) => sum + x * columns[j]![k]!, 0) + a[i]! + b[j]!;
  return rows.map((_, i) => columns.reduce((sum, _, j) => sum + softplus(score(i, j)), 0));
}

/** Gradients of a fixed linear functional of the sums. */
function gradients(form: FullForm, sums: (form: FullForm) => tf.Tensor): Float32Array[] {
  const f = (...[u, v, scale, alpha, beta]: tf.Tensor[]) => {
    const rows = sums({ u, v, scale, alpha, beta } as FullForm);
    return tf.sum(tf.mul(rows, tf.sin(tf.range(1, rows.size + 1)))) as tf.Scalar;
  };
  const found = tf.grads(f)(Object.values(form));
  const values = found.map((gradient) => gradient.dataSync() as Float32Array);
  tf.dispose(found);
  return values;
}

const shapes = [
  [1, 1, 1, 2],
  [5, 9, 3, 0.7],
  [33, 7, 17, -1.5],
  [6, 6, 2, 60],
  // More than one tile where there is no fused kernel.
  [1100, 1000, 1, 1],
] as const;

onEveryBackend(() => {
  describe("rows of softplus", () => {
    test.each(shapes)("agree with float64 double loops for n = %i, m = %i, d = %i, scale %f", (n, m, d, scale) => {
      const form = randomForm([n, m, d], scale);
      const actual = rowSoftplus(form);
      expectNear(actual.dataSync(), reference(form), 2e-6);
      tf.dispose([actual, form]);
    });

    test.each(shapes)(
      "have the gradients of the dense matrix for n = %i, m = %i, d = %i, scale %f",
      (n, m, d, scale) => {
        const form = randomForm([n, m, d], scale);
        const expected = gradients(form, (given) => tf.sum(tf.softplus(scores(given)), 1));
        gradients(form, rowSoftplus).forEach((gradient, k) => {
          expectNear(gradient, expected[k]!, 2e-5);
        });
        tf.dispose(form);
      },
    );

    test("of scores that were scaled and shifted are those of the scaled and shifted form", () => {
      const form = randomForm([4, 5, 3], 1);
      const [factor, offset] = [tf.scalar(3), tf.scalar(-2)];
      const affine = tf.tidy(() => scores(affineScores(form, factor, offset)).dataSync());
      const direct = tf.tidy(() => tf.add(tf.mul(scores(form), factor), offset).dataSync());
      expectNear(affine, direct, 1e-6);
      tf.dispose([form, factor, offset]);
    });

    test("does not hide a NaN", () => {
      const drawn = randomForm([3, 3, 2], 1);
      const form = { ...drawn, alpha: tf.tensor1d([0, Number.NaN, 0]) };
      const actual = rowSoftplus(form);
      expect(Array.from(actual.dataSync(), Number.isNaN)).toEqual([false, true, false]);
      tf.dispose([actual, drawn, form]);
    });
  });
});
