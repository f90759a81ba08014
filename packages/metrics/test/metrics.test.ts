import { createGenerator, scores } from "@crosstilt/core";
import { metricChecks, randomMatrix } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import {
  bilinear,
  cosine,
  hyperbolic,
  innerProduct,
  inverseTemperature,
  lowRankQuadratic,
  metrics,
  quadratic,
  unitRows,
} from "../src/index.js";

type Vector = readonly number[];
const dot = (u: Vector, v: Vector) => u.reduce((sum, x, k) => sum + x * v[k]!, 0);
const norm = (u: Vector) => Math.sqrt(dot(u, u));

const references: Record<string, (u: Vector, v: Vector) => number> = {
  cosine: (u, v) => dot(u, v) / (norm(u) * norm(v)),
  "inner-product": dot,
  bilinear: dot,
  "general-quadratic": (u, v) => dot(u, v) - dot(u, u) / 2 - dot(v, v) / 2,
  hyperbolic: (u, v) =>
    1 +
    (Math.sinh(norm(u)) * Math.sinh(norm(v)) * dot(u, v)) / (norm(u) * norm(v)) -
    Math.cosh(norm(u)) * Math.cosh(norm(v)),
  quadratic: (u, v) => -u.reduce((sum, x, k) => sum + (x - v[k]!) ** 2, 0) / 2,
};

onEveryBackend(() => {
  describe.each(metrics.map((metric) => [metric.definition.name, metric] as const))("the %s metric", (name, metric) => {
    describe.each([1, 0.07])("at temperature %d", (temperature) => {
      const reference = (u: Vector, v: Vector) => references[name]!(u, v) / temperature;
      // Hyperbolic scores grow like exponentials of the radius, so their differences converge late.
      const gradientTolerance = name === "hyperbolic" ? 2e-2 : undefined;
      for (const check of metricChecks(metric, { options: { temperature }, reference, gradientTolerance }))
        test(check.name, () => check.run());
    });
    describe("with a learned temperature", () => {
      const reference = (u: Vector, v: Vector) => references[name]!(u, v) / 0.5;
      const options = { temperature: "learned", initialTemperature: 0.5 };
      for (const check of metricChecks(metric, { options, reference })) test(check.name, () => check.run());
    });
  });

  test("a bilinear metric of limited rank has a score matrix of that rank and learns both factors", () => {
    const metric = bilinear({ rank: 1 });
    const parameters = metric.parameters(3, createGenerator(1));
    expect(Object.keys(parameters).sort()).toEqual(["left", "right"]);
    const [u, v] = [randomMatrix(createGenerator(2), 2, 3), randomMatrix(createGenerator(3), 2, 3)];
    const [a, b, c, d] = tf.tidy(() => scores(metric.form(u, v, parameters)).dataSync());
    expect(Math.abs(a! * d! - b! * c!)).toBeLessThan(1e-5);
    tf.dispose([u, v, { ...parameters }]);
  });

  describe("the low-rank quadratic metric", () => {
    const heads = () => {
      const generator = createGenerator(5);
      const [u, values] = [randomMatrix(generator, 3, 4), randomMatrix(generator, 2, 2)];
      return { u, rows: tf.tidy(() => tf.reshape(randomMatrix(generator, 4, 4), [2, 2, 4]) as tf.Tensor3D), values };
    };

    test("scores ⟨a, u⟩ − ½ uᵀMu + β with M = BᵀB, a = Bᵀc, β = −½|c|²", () => {
      const { u, rows, values } = heads();
      const received = tf.tidy(() => scores(lowRankQuadratic(u, { rows, values })).arraySync());
      const [b, c] = [rows.arraySync(), values.arraySync()];
      const expected = u.arraySync().map((x) =>
        b.map((matrix, j) => {
          const a = x.map((_, k) => matrix.reduce((sum, row, r) => sum + row[k]! * c[j]![r]!, 0));
          const quadraticTerm = matrix.reduce((sum, row) => sum + dot(row, x) ** 2, 0);
          return dot(a, x) - quadraticTerm / 2 - dot(c[j]!, c[j]!) / 2;
        }),
      );
      expect(received).toEqual(expected.map((row) => row.map((score) => expect.closeTo(score, 4))));
      tf.dispose([u, rows, values]);
    });

    test("passes gradients to both heads, by central differences", () => {
      const { u, rows, values } = heads();
      const total = (b: tf.Tensor, c: tf.Tensor) =>
        tf.sum(
          tf.square(scores(lowRankQuadratic(u, { rows: b as tf.Tensor3D, values: c as tf.Tensor2D }))),
        ) as tf.Scalar;
      const [db, dc] = tf.tidy(() =>
        tf
          .grads(total)([rows, values])
          .map((gradient) => gradient.dataSync()),
      );
      const moved = (tensor: tf.Tensor, at: number, step: number) =>
        tf.tensor(
          tensor.dataSync().map((value, i) => (i === at ? value + step : value)),
          tensor.shape,
        );
      const slope = (at: (step: number) => tf.Scalar) =>
        tf.tidy(() => (at(1e-2).dataSync()[0]! - at(-1e-2).dataSync()[0]!) / 2e-2);
      expect(slope((step) => total(moved(rows, 5, step), values)) / db![5]!).toBeCloseTo(1, 1);
      expect(slope((step) => total(rows, moved(values, 2, step))) / dc![2]!).toBeCloseTo(1, 1);
      tf.dispose([u, rows, values]);
    });

    test("refuses heads that do not fit the samples", () => {
      const { u, rows, values } = heads();
      const narrow = tf.zeros<tf.Rank.R2>([3, 2]);
      expect(() => lowRankQuadratic(narrow, { rows, values })).toThrow(/rows \[m, r, d\]/);
      expect(() => lowRankQuadratic(u, { rows, values: narrow })).toThrow(/values \[m, r\]/);
      tf.dispose([u, rows, values, narrow]);
    });
  });

  test("hyperbolic scores of points on one ray depend on the difference of their radii alone", () => {
    const [u, v] = [
      tf.tensor2d([
        [0.5, 0],
        [1.5, 0],
      ]),
      tf.tensor2d([
        [1, 0],
        [2, 0],
      ]),
    ];
    const matrix = tf.tidy(() => scores(hyperbolic().form(u, v, {})).arraySync());
    expect(matrix[0]![0]).toBeCloseTo(1 - Math.cosh(0.5), 5);
    expect(matrix[1]![1]).toBeCloseTo(1 - Math.cosh(0.5), 5);
    tf.dispose([u, v]);
  });

  test("a learned temperature gets the gradient of log(1/τ) and reports itself", () => {
    const options = { temperature: "learned", initialTemperature: 0.5 } as const;
    const parameters = { logScale: tf.scalar(-Math.log(0.5)) };
    const [u, v] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[3, -1]])];
    const metric = innerProduct(options);
    const gradient = tf.grad((logScale) => tf.sum(scores(metric.form(u, v, { logScale }))))(parameters.logScale);
    expect(gradient.dataSync()[0]).toBeCloseTo(2, 5);
    expect(metric.describe(parameters).temperature).toBeCloseTo(0.5, 6);
    tf.dispose([u, v, gradient, parameters]);
  });

  test("at the limit of the temperature the gradient passes only when it leads back", () => {
    const beyond = tf.scalar(Math.log(200));
    const options = { temperature: "learned", initialTemperature: 0.1, minimumTemperature: 0.01 } as const;
    const slope = (sign: number) => {
      const f = (logScale: tf.Tensor) => tf.mul(inverseTemperature({ logScale }, options), sign) as tf.Scalar;
      return tf.tidy(() => tf.grad(f)(beyond).dataSync()[0]);
    };
    expect(tf.tidy(() => inverseTemperature({ logScale: beyond }, options).dataSync()[0])).toBeCloseTo(100, 2);
    // Descent on +f lowers the parameter, back inside; descent on −f would raise it further.
    expect(slope(1)).toBeCloseTo(100, 2);
    expect(slope(-1)).toBeCloseTo(0, 6);
    beyond.dispose();
  });

  test("a zero row has unit row zero and gradient zero", () => {
    const x = tf.tensor2d([
      [0, 0],
      [3, 4],
    ]);
    const y = unitRows(x);
    const gradient = tf.grad((rows) => tf.sum(unitRows(rows as tf.Tensor2D)))(x);
    expect(Array.from(y.dataSync())).toEqual([0, 0, Math.fround(0.6), Math.fround(0.8)]);
    expect(Array.from(gradient.dataSync().slice(0, 2))).toEqual([0, 0]);
    tf.dispose([x, y, gradient]);
  });
});

test("a temperature that is not positive is refused", () => {
  expect(() => cosine({ temperature: 0 })).toThrow(/temperature.*> 0/);
  expect(() => quadratic({ temperature: "warm" as never })).toThrow(/"learned"/);
});
