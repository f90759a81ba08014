import { useBackend } from "@crosstilt/backends";
import type { Loss } from "@crosstilt/core";
import { linear } from "@crosstilt/encoders";
import { lossValue, type Objective, optimum } from "@crosstilt/gaussian";
import { conditional, joint } from "@crosstilt/losses";
import { innerProduct, quadratic } from "@crosstilt/metrics";
import { adam, bimodal, cosineDecay, disposeState, fit, startFit } from "@crosstilt/train";
import type * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { exactRows, law, pairsOf } from "./law.js";

const pairs = pairsOf(exactRows(6144));

beforeAll(async () => {
  await useBackend("wasm");
});

/** Encoders after 160 steps of Adam on the stochastic loss. */
async function train(metric: "inner-product" | "quadratic", loss: Loss, dimension: number) {
  const encoder = linear({ dimension });
  const spec = { u: encoder, v: encoder, metric: metric === "quadratic" ? quadratic() : innerProduct() };
  const model = bimodal(spec, pairs.shape);
  const optimizer = adam({ learningRate: 0.05 });
  const options = { loss, optimizer, seed: 3, epochs: 20, batchSize: 768, schedule: cosineDecay() };
  const state = startFit(model, options);
  for await (const _ of fit(model, pairs, state, options));
  const kernel = (side: string) => (state.parameters[`${side}.linear.kernel`] as tf.Tensor2D).arraySync();
  const [G, H] = [transposed(kernel("u")), transposed(kernel("v"))];
  disposeState(state);
  return { G, H };
}

const transposed = (a: number[][]): number[][] => a[0]!.map((_, j) => a.map((row) => row[j]!));

/** `aᵀb` and the relative distance of two matrices. */
const gram = (a: number[][], b: number[][]): number[][] =>
  a[0]!.map((_, i) => b[0]!.map((_, j) => a.reduce((sum, row, k) => sum + row[i]! * b[k]![j]!, 0)));
const distance = (a: number[][], b: number[][]): number => {
  const norm = (f: (i: number, j: number) => number) =>
    Math.hypot(...b.flatMap((row, i) => row.map((_, j) => f(i, j))));
  return norm((i, j) => a[i]![j]! - b[i]![j]!) / norm((i, j) => b[i]![j]!);
};

const objectives: Omit<Objective, "metric">[] = [
  { loss: "conditional", lambdaU: 1, lambdaV: 1 },
  { loss: "conditional", lambdaU: 2, lambdaV: 0 },
  { loss: "conditional", lambdaU: 0, lambdaV: 2 },
  { loss: "conditional", lambdaU: 1.5, lambdaV: 0.5 },
  { loss: "joint" },
];

describe.each(["inner-product", "quadratic"] as const)("linear encoders trained with the %s", (metric) => {
  test.each(objectives)("and the loss %o come to the closed form at full rank", async (objective) => {
    const { loss: name, ...weights } = objective;
    const { G, H } = await train(metric, name === "joint" ? joint() : conditional(weights), 2);
    const best = optimum({ ...law, metric, ...objective });
    const excess =
      lossValue({ ...law, metric, ...objective, G, H }) - lossValue({ ...law, metric, ...objective, ...best });
    expect(excess).toBeGreaterThan(-1e-12);
    expect(excess).toBeLessThan(1e-3);
    expect(distance(gram(G, H), best.A)).toBeLessThan(0.06);
    if (metric === "inner-product") return;
    expect(distance(gram(G, G), best.B)).toBeLessThan(0.08);
    expect(distance(gram(H, H), best.D)).toBeLessThan(0.08);
  });

  test("at rank 1 they find the first canonical pair", async () => {
    const { G, H } = await train(metric, conditional(), 1);
    const best = optimum({ ...law, metric, loss: "conditional", rank: 1 });
    expect(distance(gram(G, H), best.A)).toBeLessThan(0.06);
  });
});
