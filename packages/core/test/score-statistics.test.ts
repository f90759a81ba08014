import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { type ScoreStatistics, type StatisticsOptions, scoreStatistics } from "../src/index.js";
import { expectNear, type FullForm, randomForm } from "./score-forms.js";

type Engine = Pick<StatisticsOptions, "engine" | "tileRows">;
const engines: Record<string, Engine> = {
  dense: { engine: "dense" },
  "tiles of one row": { engine: "tiled", tileRows: 1 },
  "uneven tiles": { engine: "tiled", tileRows: 3 },
  "the backend's choice": { engine: "auto" },
};

const shapes = [
  [1, 1, 1],
  [5, 5, 3],
  [4, 7, 2],
  [33, 9, 17],
] as const;

/** The statistics by double loops in float64. */
function reference(form: FullForm, excludeDiagonal = false) {
  const [u, v, scale] = [form.u.arraySync(), form.v.arraySync(), form.scale.dataSync()[0]];
  const [alpha, beta] = [form.alpha.arraySync(), form.beta.arraySync()];
  const score = (i: number, j: number) =>
    scale! * u[i]!.reduce((sum, x, k) => sum + x * v[j]![k]!, 0) + alpha[i]! + beta[j]!;
  const logMeanExp = (values: number[]) => {
    const largest = Math.max(...values);
    return largest + Math.log(values.reduce((sum, s) => sum + Math.exp(s - largest), 0) / values.length);
  };
  const kept = (i: number, j: number) => !excludeDiagonal || i !== j;
  return {
    diagonal: u.slice(0, v.length).map((_, i) => score(i, i)),
    rowLogMeanExp: u.map((_, i) => logMeanExp(v.flatMap((_, j) => (kept(i, j) ? [score(i, j)] : [])))),
    columnLogMeanExp: v.map((_, j) => logMeanExp(u.flatMap((_, i) => (kept(i, j) ? [score(i, j)] : [])))),
  };
}

/** A fixed linear functional of the statistics, to take gradients of. */
const functional = ({ diagonal, rowLogMeanExp, columnLogMeanExp }: ScoreStatistics): tf.Scalar =>
  tf.tidy(() => {
    const weigh = (x: tf.Tensor1D, phase: number) => tf.sum(tf.mul(x, tf.sin(tf.add(tf.range(0, x.size), phase))));
    return tf.addN([weigh(diagonal, 1), weigh(rowLogMeanExp, 2), weigh(columnLogMeanExp, 3)]) as tf.Scalar;
  });

function gradients(form: FullForm, options: StatisticsOptions): Float32Array[] {
  const f = (u: tf.Tensor, v: tf.Tensor, scale: tf.Tensor, alpha: tf.Tensor, beta: tf.Tensor) =>
    functional(scoreStatistics({ u, v, scale, alpha, beta } as FullForm, options));
  const result = tf.grads(f)(Object.values(form));
  const values = result.map((gradient) => gradient.dataSync() as Float32Array);
  tf.dispose(result);
  return values;
}

onEveryBackend(() => {
  describe.each(Object.entries(engines))("statistics by %s", (_name, engine) => {
    test.each(shapes)("agree with float64 double loops for n = %i, m = %i, d = %i", (...shape) => {
      const form = randomForm(shape, 1.7);
      const actual = scoreStatistics(form, engine);
      const expected = reference(form);
      for (const key of ["diagonal", "rowLogMeanExp", "columnLogMeanExp"] as const)
        expectNear(actual[key].dataSync(), expected[key], 1e-6);
      tf.dispose([actual, form]);
    });

    test.each([
      [6, 6, 4],
      [4, 9, 3],
      [9, 4, 3],
    ])("agree with double loops when the true pairs of [%i, %i] are left out", (...shape) => {
      const form = randomForm(shape, 0.9);
      const actual = scoreStatistics(form, { ...engine, excludeDiagonal: true });
      const expected = reference(form, true);
      for (const key of ["diagonal", "rowLogMeanExp", "columnLogMeanExp"] as const)
        expectNear(actual[key].dataSync(), expected[key], 1e-6);
      tf.dispose([actual, form]);
    });

    // Scores near 1000 have a spacing of 6e-5 in float32, so their exponentials agree to about 1e-4.
    test.each([
      [1, 1e-5],
      [300, 1e-4],
    ])("have gradients that match the dense engine's at scale %i", (scale, tolerance) => {
      const form = randomForm([7, 5, 3], scale);
      const expected = gradients(form, { engine: "dense" });
      gradients(form, engine).forEach((gradient, k) => {
        expectNear(gradient, expected[k]!, tolerance);
      });
      tf.dispose(form);
    });

    test("stay finite when all scores of a row are far below the others", () => {
      const drawn = randomForm([4, 4, 2], 1);
      const form = { ...drawn, alpha: tf.tensor1d([-4000, 0, 3000, 0]) };
      const actual = scoreStatistics(form, engine);
      const expected = reference(form);
      expectNear(actual.rowLogMeanExp.dataSync(), expected.rowLogMeanExp, 1e-6);
      expectNear(actual.columnLogMeanExp.dataSync(), expected.columnLogMeanExp, 1e-6);
      tf.dispose([actual, drawn, form.alpha]);
    });
  });

  test("the dense gradient agrees with central differences in float64", () => {
    const form = randomForm([4, 5, 3], 1.3);
    const analytic = gradients(form, { engine: "dense" });
    const keys = ["u", "v", "scale", "alpha", "beta"] as const;
    keys.forEach((key, k) => {
      const values = Array.from(form[key].dataSync());
      values.forEach((value, entry) => {
        const at = (step: number) => {
          const moved = [...values];
          moved[entry] = value + step;
          const shifted = { ...form, [key]: tf.tensor(moved, form[key].shape) };
          const { diagonal, rowLogMeanExp, columnLogMeanExp } = reference(shifted as FullForm);
          shifted[key].dispose();
          const weigh = (x: number[], phase: number) => x.reduce((sum, s, i) => sum + s * Math.sin(i + phase), 0);
          return weigh(diagonal, 1) + weigh(rowLogMeanExp, 2) + weigh(columnLogMeanExp, 3);
        };
        // The inputs themselves are float32, so the step must be one that float32 represents well.
        const difference = (at(2 ** -8) - at(-(2 ** -8))) / 2 ** -7;
        expect(Math.abs(analytic[k]![entry]! - difference)).toBeLessThan(2e-4);
      });
    });
    tf.dispose(form);
  });

  test("embeddings of different dimension are refused with both shapes", () => {
    const [u, v] = [tf.zeros<tf.Rank.R2>([2, 3]), tf.zeros<tf.Rank.R2>([2, 4])];
    expect(() => scoreStatistics({ u, v })).toThrow(/\[2,3\].*\[2,4\]/);
    tf.dispose([u, v]);
  });

  test("an empty batch and a lone pair without negatives are refused", () => {
    const empty = tf.zeros<tf.Rank.R2>([0, 3]);
    const one = tf.zeros<tf.Rank.R2>([1, 3]);
    expect(() => scoreStatistics({ u: empty, v: empty })).toThrow(/at least one row/);
    expect(() => scoreStatistics({ u: one, v: one }, { excludeDiagonal: true })).toThrow(/at least 2 pairs/);
    tf.dispose([empty, one]);
  });
});
