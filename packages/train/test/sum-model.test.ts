import { useBackend } from "@crosstilt/backends";
import { arrayPairs, createGenerator, scores } from "@crosstilt/core";
import { affine, mlp } from "@crosstilt/encoders";
import { cosine, generalQuadratic, innerProduct, quadratic } from "@crosstilt/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { bimodal, centreOf, embedPairs, initialise, sumModel } from "../src/index.js";

beforeAll(() => useBackend("wasm"));

const { normal } = createGenerator(9);
const side = (d: number) => ({ data: Float32Array.from({ length: 17 * d }, normal), shape: [17, d] });
const pairs = arrayPairs(side(5), side(3));
const encoder = affine({ dimension: 4 });
const terms = [
  cosine({ temperature: "learned" }),
  innerProduct(),
  quadratic(),
  generalQuadratic({ temperature: 0.7 }),
].map((metric, k) =>
  bimodal({ u: k === 1 ? mlp({ hidden: [6], dimension: 4 }) : encoder, v: encoder, metric }, pairs.shape),
);

describe("a sum of models", () => {
  test("scores what the weighted scores of its terms sum to, in tensors and as numbers", async () => {
    const model = sumModel(terms);
    const { weights, ...own } = initialise(model, 3);
    weights!.dispose();
    const chosen = [0.3, 1.2, 0.05, 2];
    const parameters = { ...own, weights: tf.tensor1d(chosen) };
    const batch = await pairs.batch(Int32Array.from({ length: 17 }, (_, i) => i));
    const matrixOf = (m: typeof model, p: typeof own) =>
      tf.tidy(() => scores(m.score(p, batch).form).arraySync() as number[][]);
    const each = terms.map((term, k) =>
      matrixOf(
        term,
        Object.fromEntries(
          Object.entries(own).flatMap(([name, tensor]) =>
            name.startsWith(`${k}.`) ? [[name.slice(2), tensor] as const] : [],
          ),
        ),
      ),
    );
    const whole = matrixOf(model, parameters);
    const weighted = { model, parameters };
    const numbers = await embedPairs({ ...weighted, centre: await centreOf(weighted, pairs) }, pairs);
    for (let i = 0; i < 17; i++)
      for (let j = 0; j < 17; j++) {
        const wanted = chosen.reduce((sum, weight, k) => sum + weight * each[k]![i]![j]!, 0);
        expect(whole[i]![j]!).toBeCloseTo(wanted, 3);
        // Constants of the metrics aside that no softmax sees, the numbers are the same.
        expect(numbers.at(i, j)).toBeCloseTo(wanted, 3);
      }
    expect(model.dimension).toBe(16);
    tf.dispose([parameters, batch]);
  });

  test("is refused of none, and of models of different samples", () => {
    expect(() => sumModel([])).toThrow(/terms: expected models of samples of the same shapes, received none/);
    const other = bimodal({ u: encoder, v: encoder, metric: cosine() }, { u: [2], v: [3] });
    expect(() => sumModel([terms[0]!, other])).toThrow(/same shapes/);
  });
});
