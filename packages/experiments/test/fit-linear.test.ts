import { useBackend } from "@crosstilt/backends";
import { scores } from "@crosstilt/core";
import { optimum } from "@crosstilt/gaussian";
import { conditional } from "@crosstilt/losses";
import { adam, disposeState, evaluateOn, fit, startTraining } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { fitLinear } from "../src/index.js";
import { exactRows, law, pairsOf } from "./law.js";

const mean = [1, -2, 0.5, 3, 0];
const pairs = pairsOf(exactRows(5000, mean));
const twoSided = { metric: "inner-product", loss: "conditional" } as const;

beforeAll(async () => {
  await useBackend("wasm");
});

describe("fitLinear", () => {
  test("goes to the closed form of the law in one pass, with offsets that centre the data", async () => {
    for (const metric of ["inner-product", "quadratic"] as const) {
      const { model, parameters, optimum: found } = await fitLinear(pairs, { metric, loss: "joint", dimension: 1 });
      const best = optimum({ ...law, metric, loss: "joint", rank: 1 });
      found.A.flat().forEach((value, i) => {
        expect(value).toBeCloseTo(best.A.flat()[i]!, 5);
      });
      const at = tf.tensor2d([mean.slice(0, 3)]);
      const embedding = model.embed(parameters, "u", at);
      expect(Math.abs(embedding.dataSync()[0]!)).toBeLessThan(1e-5);
      tf.dispose([at, embedding, parameters]);
    }
  });

  test("its scores are those of the encoders G and H", async () => {
    const { model, parameters, optimum: best } = await fitLinear(pairs, { ...twoSided, dimension: 2 });
    const batch = await pairs.batch([0, 1, 2]);
    const [u, v] = [model.embed(parameters, "u", batch.u), model.embed(parameters, "v", batch.v)];
    const form = model.form(parameters, u, v);
    const matrix = tf.tidy(() => scores(form));
    const [a, b] = [batch.u.arraySync() as number[][], batch.v.arraySync() as number[][]];
    const encode = (rows: number[][], offset: number[], x: number[]) =>
      rows.map((row, i) => row.reduce((sum, value, j) => sum + value * x[j]!, offset[i]!));
    (matrix.arraySync() as number[][]).forEach((row, i) => {
      row.forEach((score, j) => {
        const [x, y] = [encode(best.G, best.offsetU, a[i]!), encode(best.H, best.offsetV, b[j]!)];
        expect(score).toBeCloseTo(x[0]! * y[0]! + x[1]! * y[1]!, 5);
      });
    });
    tf.dispose([batch.u, batch.v, u, v, form.scale, matrix, parameters]);
  });

  test("training from there gains nothing", async () => {
    const { model, parameters } = await fitLinear(pairs, { ...twoSided, dimension: 2 });
    const loss = conditional();
    const batch = await pairs.batch(Array.from({ length: 5000 }, (_, i) => i));
    const before = await evaluateOn(model, parameters, batch, loss);
    const optimizer = adam({ learningRate: 1e-3 });
    const state = startTraining(parameters, optimizer);
    for await (const _ of fit(model, pairs, state, { loss, optimizer, epochs: 10, batchSize: 2500, seed: 1 }));
    const after = await evaluateOn(model, state.parameters, batch, loss);
    expect(before.total! - after.total!).toBeLessThan(2e-3);
    expect(before.total!).toBeLessThan(-0.2);
    disposeState(state);
    tf.dispose([batch.u, batch.v]);
  });

  test("refuses labels, and fewer samples than dimensions without a ridge", async () => {
    const labels = { ...pairs, shape: { u: [3], v: [] } };
    await expect(fitLinear(labels, twoSided)).rejects.toThrow(/pairs\.shape\.v: expected vectors/);
    const few = { ...pairs, length: 4 };
    await expect(fitLinear(few, twoSided)).rejects.toThrow(/more samples than the 5 dimensions.*ridge/);
    const { parameters } = await fitLinear(few, { ...twoSided, ridge: 0.1 });
    tf.dispose(parameters);
  });
});
