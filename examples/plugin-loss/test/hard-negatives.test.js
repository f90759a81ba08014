import assert from "node:assert/strict";
import { test } from "node:test";
import { useBackend } from "@crosstilt/backends";
import { createGenerator, evaluateLoss } from "@crosstilt/core";
import { clip } from "@crosstilt/losses";
import { checkLoss, randomMatrix } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { hardNegatives } from "../dist/index.js";

const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;

/** One direction by plain loops in float64: row i against the others. */
function direction(scores, beta) {
  const costs = scores.map((row, i) => {
    const others = row.filter((_, j) => j !== i);
    const average = mean(others.map((s) => Math.exp(beta * s)));
    const weighted = others.map((s) => (Math.exp(beta * s) / average) * Math.exp(s - row[i]));
    return Math.log(1 + weighted.reduce((sum, x) => sum + x, 0));
  });
  return mean(costs);
}

const transpose = (matrix) => matrix[0].map((_, j) => matrix.map((row) => row[j]));
const reference =
  (beta) =>
  ({ scores }) =>
    (direction(scores, beta) + direction(transpose(scores), beta)) / 2;

for (const backend of ["cpu", "wasm"]) await useBackend(backend);

for (const beta of [0, 1, 2.5])
  test(`hard-negatives with beta ${beta} passes the conformance suite on every backend`, () =>
    checkLoss(hardNegatives, { options: { beta }, reference: reference(beta), minimumPairs: 2 }));

test("hard-negatives with beta 0 is CLIP, and grows with beta", () => {
  const generator = createGenerator(1);
  const [u, v] = [randomMatrix(generator, 9, 4), randomMatrix(generator, 9, 4)];
  const total = (loss) => tf.tidy(() => evaluateLoss(loss, { form: { u, v }, u, v }).total.dataSync()[0]);
  assert.ok(Math.abs(total(hardNegatives({ beta: 0 })) - total(clip())) < 1e-5);
  assert.ok(total(hardNegatives({ beta: 2 })) > total(hardNegatives({ beta: 1 })));
});

test("one pair has no negatives, and says so", () => {
  const [u, v] = [tf.ones([1, 2]), tf.ones([1, 2])];
  assert.throws(() => evaluateLoss(hardNegatives(), { form: { u, v }, u, v }), /at least 2 pairs/);
});
