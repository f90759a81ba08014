import {
  createGenerator,
  type EmbeddingsInput,
  evaluateLoss,
  gramMatrix,
  type Loss,
  scoreMeanings,
} from "@crosstilt/core";
import { cosine, generalQuadratic, hyperbolic, quadratic } from "@crosstilt/metrics";
import { randomMatrix } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import {
  clip,
  conditionalMmd,
  gaussianKernel,
  jointMmd,
  losses,
  multiPositive,
  ntXent,
  spectral,
  triplet,
} from "../src/index.js";
import { conditionalDiscrepancy } from "./references.js";

const metricsFarOut = [
  ["quadratic", quadratic()],
  ["general-quadratic", generalQuadratic()],
] as const;

type Rows = Pick<EmbeddingsInput, "u" | "v">;

/** The number in a loss of a batch. */
const total = (loss: Loss, batch: Rows & Partial<Parameters<typeof evaluateLoss>[1]>): number =>
  tf.tidy(() => evaluateLoss(loss, { form: { u: batch.u, v: batch.v }, ...batch }).total.dataSync()[0])!;

/** Pairs of correlation 0.9 a coordinate. */
function pairs(n: number, d: number): Rows {
  const generator = createGenerator(3);
  const [u, noise] = [randomMatrix(generator, n, d), randomMatrix(generator, n, d)];
  const v = tf.tidy(() => tf.add(tf.mul(u, 0.9), tf.mul(noise, 0.44)) as tf.Tensor2D);
  noise.dispose();
  return { u, v };
}

const moved = ({ u, v }: Rows, by: number): Rows => ({ u: tf.add(u, by), v: tf.add(v, by) });

onEveryBackend(() => {
  describe("far from the origin", () => {
    test.each(metricsFarOut)(
      "the %s metric gives the loss of the same rows at the origin, with its gradient",
      (_, metric) => {
        const near = pairs(16, 3);
        const far = moved(near, 5000);
        const parameters = metric.parameters(3, createGenerator(1));
        const run = ({ u, v }: Rows) =>
          tf.tidy(() => {
            const f = (x: tf.Tensor, y: tf.Tensor) => {
              const [a, b] = [x, y] as tf.Tensor2D[];
              return evaluateLoss(clip(), { form: metric.form(a!, b!, parameters), u: a!, v: b! }).total;
            };
            const { value, grads } = tf.valueAndGrads(f)([u, v]);
            return [value, ...grads].flatMap((tensor) => Array.from(tensor.dataSync()));
          });
        const [expected, received] = [run(near), run(far)];
        received.forEach((value, i) => {
          expect(Math.abs(value - expected[i]!)).toBeLessThan(5e-3);
        });
        tf.dispose([near.u, near.v, far.u, far.v, { ...parameters }]);
      },
    );

    test.each([conditionalMmd(), jointMmd()])("MMD losses and median bandwidths do not move", (loss) => {
      const near = pairs(24, 2);
      const far = moved(near, 1e4);
      const value = ({ u, v }: Rows) =>
        total(loss, { form: { u: near.u, v: near.v }, u: near.u, v: near.v, samplesU: u, samplesV: v });
      expect(Math.abs(value(far) - value(near))).toBeLessThan(2e-3);
      tf.dispose([near.u, near.v, far.u, far.v]);
    });
  });

  test("the median bandwidth is that of samples that differ, in their own unit", () => {
    const rows = tf.tensor2d([[0], [0], [0], [0], [0], [1000]]);
    const gram = gramMatrix(rows, gaussianKernel(), "median");
    expect(gram.arraySync()[0]![5]).toBeCloseTo(Math.exp(-0.5), 6);
    tf.dispose([rows, gram]);
  });

  test.each([3, 9, 12, 18])("hyperbolic pairs that coincide at distance %d have a clip loss of nothing", (radius) => {
    const generator = createGenerator(5);
    const raw = randomMatrix(generator, 12, 4);
    const u = tf.tidy(() => tf.mul(tf.div(raw, tf.norm(raw, 2, 1, true)), radius) as tf.Tensor2D);
    const loss = tf.tidy(
      () => evaluateLoss(clip(), { form: hyperbolic().form(u, u, {}), u, v: u }).total.dataSync()[0],
    )!;
    expect(Math.abs(loss)).toBeLessThan(radius > 4 ? 1e-6 : 0.05);
    tf.dispose([raw, u]);
  });

  test("cosine and nt-xent do not depend on the length of rows, up to 1e30", () => {
    const near = pairs(8, 3);
    for (const factor of [1e-6, 1e30]) {
      const far = { u: tf.mul(near.u, factor) as tf.Tensor2D, v: tf.mul(near.v, factor) as tf.Tensor2D };
      const value = (rows: Rows, loss: Loss) =>
        tf.tidy(() => total(loss, { ...rows, form: cosine({ temperature: 0.1 }).form(rows.u, rows.v, {}) }));
      expect(value(far, clip())).toBeCloseTo(value(near, clip()), 4);
      expect(value(far, ntXent())).toBeCloseTo(value(near, ntXent()), 4);
      tf.dispose([far.u, far.v]);
    }
    tf.dispose([near.u, near.v]);
  });

  test("semi-hard negatives that tie with the true pair are no negatives", () => {
    const rows = randomMatrix(createGenerator(2), 5, 40);
    const same = tf.tidy(() => tf.mul(tf.onesLike(rows), tf.slice(rows, 0, 1)) as tf.Tensor2D);
    expect(total(triplet({ mining: "semi-hard" }), { u: same, v: same })).toBe(0);
    tf.dispose([rows, same]);
  });

  test("a batch below the least a loss is defined on is refused by name", () => {
    const { u, v } = pairs(1, 2);
    for (const create of losses) {
      const loss = create();
      const parameters = loss.parameters(u.shape[1]);
      const evaluate = () => total(loss, { u, v, samplesU: u, samplesV: v, parameters });
      if (loss.minimumPairs > 1)
        expect(evaluate).toThrow(new RegExp(`at least ${loss.minimumPairs} pairs for the loss`));
      tf.dispose(parameters);
    }
    expect(() => total(spectral(), { u, v })).toThrow(/spectral/);
    tf.dispose([u, v]);
  });

  test("targets are weights: finite, not negative, not all zero", () => {
    const { u, v } = pairs(2, 2);
    for (const [entries, message] of [
      [[1, -1, 0, 1], /finite numbers >= 0/],
      [[1, Number.NaN, 0, 1], /finite numbers >= 0/],
      [[0, 0, 0, 0], /a positive entry/],
    ] as const) {
      const targets = tf.tensor2d([...entries], [2, 2]);
      expect(() => total(multiPositive(), { u, v, targets })).toThrow(message);
      targets.dispose();
    }
    tf.dispose([u, v]);
  });
});

test("the conditional MMD over different indices has no bias at N = 8, exact normalisers, within four standard errors", () => {
  // u, v = ±1, ρ = 1 + c u v, linear kernel: ½c² − c² in the limit.
  const [c, n, runs, generator] = [0.6, 8, 20_000, createGenerator(9)];
  const values = Array.from({ length: runs }, () => {
    const sign = () => (generator.uniform() < 0.5 ? -1 : 1);
    const v = Array.from({ length: n }, sign);
    const u = v.map((value) => (generator.uniform() < (1 + c) / 2 ? value : -value));
    return conditionalDiscrepancy(
      u.map((a) => u.map((b) => a * b)),
      u.map((a) => v.map((b) => 1 + c * a * b)),
    );
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / runs;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / runs / runs);
  expect(Math.abs(mean + (c * c) / 2)).toBeLessThan(4 * spread);
  expect(spread).toBeLessThan(0.01);
});

test("every loss says what its scores mean", () => {
  for (const { definition } of losses) expect(scoreMeanings).toContain(definition.scoreMeaning);
});
