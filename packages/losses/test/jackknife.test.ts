import { createGenerator, evaluateLoss } from "@crosstilt/core";
import { expectClose, lossChecks, randomMatrix } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { conditional } from "../src/index.js";
import { logMeanExp, mean } from "./references.js";

/** `N L_N − (N − 1) mean L_{N−1}` by leaving out one negative of every sample in turn. */
function jackknifed(scores: number[][]): number {
  const n = scores.length;
  const direction = (rows: number[][]) =>
    mean(
      rows.map((row, i) => {
        const whole = logMeanExp(row) - row[i]!;
        const less = row.flatMap((_, k) => (k === i ? [] : [logMeanExp(row.filter((__, j) => j !== k)) - row[i]!]));
        return n * whole - (n - 1) * mean(less);
      }),
    );
  const columns = scores.map((_, j) => scores.map((row) => row[j]!));
  return (direction(scores) + direction(columns)) / 2;
}

onEveryBackend(() => {
  describe("the conditional loss with correction: jackknife", () => {
    const options = { correction: "jackknife" };
    for (const check of lossChecks(conditional, { options, reference: ({ scores }) => jackknifed(scores) }))
      test(check.name, () => check.run());
  });

  test("on one or two pairs there is nothing to leave out", () => {
    for (const n of [1, 2]) {
      const [u, v] = [randomMatrix(createGenerator(1), n, 3), randomMatrix(createGenerator(2), n, 3)];
      const value = (correction: "none" | "jackknife") =>
        tf.tidy(() => evaluateLoss(conditional({ correction }), { form: { u, v }, u, v }).total.dataSync());
      expectClose("loss", value("jackknife"), Array.from(value("none")), 0);
      tf.dispose([u, v]);
    }
  });
});

test("at the true ratio the corrected loss is off its limit by a fraction of the bias χ²/(2N) of the plain one", () => {
  const [rho, n, runs, generator] = [0.6, 32, 2500, createGenerator(4)];
  const chi = 1 / (1 - rho * rho) - 1;
  const information = -0.5 * Math.log(1 - rho * rho);
  const ratio = (a: number, b: number) =>
    (rho * a * b - 0.5 * rho * rho * (a * a + b * b)) / (1 - rho * rho) - 0.5 * Math.log(1 - rho * rho);
  let [plain, corrected] = [0, 0];
  for (let k = 0; k < runs; k++) {
    const x = Array.from({ length: n }, () => generator.normal());
    const y = x.map((value) => rho * value + Math.sqrt(1 - rho * rho) * generator.normal());
    const scores = x.map((a) => y.map((b) => ratio(a, b)));
    // The mean of true log ratios is I and that of ratios to others is 1: known, so taken off.
    const known = mean(scores.map((row, i) => -row[i]!)) + information;
    const others = scores.flatMap((row, i) => row.flatMap((s, j) => (i === j ? [] : [Math.exp(s)])));
    const control = known + mean(others) - 1;
    const rows = scores.map((row, i) => logMeanExp(row) - row[i]!);
    plain += (mean(rows) - control + information) / runs;
    corrected += (jackknifed(scores) - control + information) / runs;
  }
  expect(Math.abs(plain / (chi / (2 * n)) - 1)).toBeLessThan(0.2);
  expect(Math.abs(corrected)).toBeLessThan(0.35 * (chi / (2 * n)));
});
