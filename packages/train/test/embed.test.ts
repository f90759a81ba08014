import { useBackend } from "@crosstilt/backends";
import { arrayPairs, createGenerator, diagonal, logSumExp, queryRanks, topK } from "@crosstilt/core";
import { identity } from "@crosstilt/encoders";
import { generalQuadratic, hyperbolic, quadratic } from "@crosstilt/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { bimodal, centreOf, embedPairs, initialise } from "../src/index.js";

beforeAll(() => useBackend("wasm"));

/** Coordinates on a map far from its origin: v is u with a little noise. */
function places(n: number, offset: number) {
  const { normal } = createGenerator(4);
  const u = Float64Array.from({ length: 2 * n }, () => offset + normal());
  const v = u.map((value) => value + 0.02 * normal());
  return { u: Float32Array.from(u), v: Float32Array.from(v) };
}

test.each([quadratic, generalQuadratic])("scores far from the origin rank as near it", async (metric) => {
  const n = 300;
  const { u, v } = places(n, 5000);
  const pairs = arrayPairs({ data: u, shape: [n, 2] }, { data: v, shape: [n, 2] });
  const model = bimodal({ u: identity(), v: identity(), metric: metric({ temperature: 0.01 }) }, pairs.shape);
  const parameters = initialise(model, 1);
  const scores = await embedPairs({ model, parameters, centre: await centreOf({ model, parameters }, pairs) }, pairs);
  const exact = (i: number, j: number) => -50 * ((u[2 * i]! - v[2 * j]!) ** 2 + (u[2 * i + 1]! - v[2 * j + 1]!) ** 2);
  for (const [i, j] of [
    [0, 0],
    [7, 7],
    [3, 250],
  ])
    expect(scores.at(i!, j!)).toBeCloseTo(exact(i!, j!), 1);
  const best = Array.from({ length: n }, (_, i) => {
    const row = Array.from({ length: n }, (__, j) => exact(i, j));
    return row.indexOf(Math.max(...row));
  });
  const agree = Array.from(topK(scores, 1).indices).filter((choice, i) => choice === best[i]).length;
  expect(agree / n).toBeGreaterThan(0.99);
  expect(logSumExp(scores).every(Number.isFinite)).toBe(true);
  tf.dispose(parameters);
});

test("a metric that carries embeddings to a space of its own is embedded there", async () => {
  const { normal } = createGenerator(2);
  const data = Float32Array.from({ length: 60 }, normal);
  const pairs = arrayPairs({ data, shape: [20, 3] }, { data, shape: [20, 3] });
  const model = bimodal({ u: identity(), v: identity(), metric: hyperbolic() }, pairs.shape);
  const parameters = initialise(model, 1);
  const scores = await embedPairs({ model, parameters }, pairs);
  for (const score of diagonal(scores)) expect(score).toBeCloseTo(0, 3);
  const ranks = queryRanks(
    scores,
    Array.from({ length: 20 }, (_, i) => [i]),
  );
  expect(ranks.every(({ groups: [group] }) => group!.better === 0)).toBe(true);
  tf.dispose(parameters);
});
