import { useBackend } from "@crosstilt/backends";
import { arrayPairs, createGenerator, type Loss } from "@crosstilt/core";
import { identity } from "@crosstilt/encoders";
import { clip, conditional, infoNce, joint } from "@crosstilt/losses";
import { cosine, innerProduct, quadratic } from "@crosstilt/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { bimodal, disposeState, evaluateOn, fit, startFit } from "../src/index.js";

beforeAll(() => useBackend("wasm"));

/** n pairs of d coordinates of correlation σ each. */
function pairsOf(n: number, d: number, sigma: number, seed = 1) {
  const { normal } = createGenerator(seed);
  const u = Float32Array.from({ length: n * d }, normal);
  const v = u.map((x) => sigma * x + Math.sqrt(1 - sigma ** 2) * normal());
  return arrayPairs({ data: u, shape: [n, d] }, { data: v, shape: [n, d] });
}

/** The temperature with which the first step is made; the learning rate is too small to move it. */
async function startOf(metric: ReturnType<typeof cosine>, loss: Loss, pairs: ReturnType<typeof pairsOf>) {
  const model = bimodal({ u: identity(), v: identity(), metric }, pairs.shape);
  const state = startFit(model, { loss });
  const options = { loss, epochs: 1, batchSize: pairs.length, schedule: () => 0 };
  for await (const event of fit(model, pairs, state, options)) if (event.type === "step") break;
  const batch = await pairs.batch(Int32Array.from({ length: pairs.length }, (_, i) => i));
  const logScale = (await state.parameters["metric.logScale"]!.data())[0]!;
  const lossAt = async (shift: number) => {
    const moved = { ...state.parameters, "metric.logScale": tf.scalar(logScale + shift) };
    const { total } = await evaluateOn(model, moved, batch, loss);
    moved["metric.logScale"]!.dispose();
    return total!;
  };
  const losses = [await lossAt(-0.1), await lossAt(0), await lossAt(0.1)] as const;
  tf.dispose(batch);
  disposeState(state);
  return { temperature: Math.exp(-logScale), losses };
}

const learned = { temperature: "learned", initialTemperature: "optimal" } as const;

test.each([
  ["conditional", conditional()],
  ["one-sided conditional", conditional({ lambdaU: 2, lambdaV: 0 })],
  ["joint", joint()],
  ["CLIP", clip()],
  ["InfoNCE", infoNce()],
] as const)("no other temperature is better for the first batch: %s", async (_, loss) => {
  for (const metric of [cosine(learned), innerProduct(learned), quadratic(learned)]) {
    const { losses } = await startOf(metric, loss, pairsOf(200, 3, 0.8));
    expect(losses[0]).toBeGreaterThan(losses[1]);
    expect(losses[2]).toBeGreaterThan(losses[1]);
  }
});

test("for normalised encoders of equal correlations it is that of the von Mises-Fisher law", async () => {
  const pairs = pairsOf(2000, 3, 0.8);
  const { temperature } = await startOf(cosine(learned), conditional(), pairs);
  const batch = await pairs.batch(Int32Array.from({ length: 2000 }, (_, i) => i));
  const mean = tf.tidy(() => {
    const [u, v] = [batch.u, batch.v].map((side) => tf.div(side, tf.norm(side, 2, 1, true)));
    return tf.mean(tf.sum(tf.mul(u!, v!), 1)).dataSync()[0]!;
  });
  tf.dispose(batch);
  // In three dimensions the mean cosine of concentration κ is coth κ − 1/κ; normalisers of a batch are off by a few per cent.
  const kappa = 1 / temperature;
  expect(Math.abs(1 / Math.tanh(kappa) - 1 / kappa - mean)).toBeLessThan(0.02);
});

test("for the inner product and the conditional loss it is that of Gaussians, tr(ST)/tr M = 1/σ", async () => {
  const { temperature } = await startOf(innerProduct(learned), conditional(), pairsOf(2000, 2, 0.4));
  expect(Math.abs(temperature * 0.4 - 1)).toBeLessThan(0.1);
});

test("where true pairs score no better than others, it stays where it was", async () => {
  const { temperature } = await startOf(cosine(learned), conditional(), pairsOf(200, 3, -0.5));
  expect(temperature).toBeCloseTo(0.07, 6);
});
