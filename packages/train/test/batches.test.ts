import { useBackend } from "@crosstilt/backends";
import { arrayPairs, createGenerator, type PairBatch, type Pairs, withGroups, withNegatives } from "@crosstilt/core";
import { linear, mlp } from "@crosstilt/encoders";
import { conditional, decoupled, joint, multiPositive, siglip, triplet } from "@crosstilt/losses";
import { cosine } from "@crosstilt/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import {
  bimodal,
  disposeState,
  evaluateOn,
  type FitOptions,
  fit,
  initialise,
  pairObjective,
  sgd,
  startFit,
} from "../src/index.js";

beforeAll(() => useBackend("wasm"));

const [N, EXTRA] = [24, 7];
const { normal } = createGenerator(3);
const side = (n: number, d: number) => ({ data: Float32Array.from({ length: n * d }, normal), shape: [n, d] });
const [u, v, others] = [side(N, 3), side(N, 2), side(EXTRA, 2)];
const pairs = arrayPairs(u, v);
const model = bimodal(
  { u: mlp({ hidden: [5], dimension: 4 }), v: linear({ dimension: 4 }), metric: cosine({ temperature: 0.2 }) },
  pairs.shape,
);
const all = Int32Array.from({ length: N }, (_, i) => i);

/** Embeddings of samples, as rows of numbers. */
function embedded(
  parameters: Parameters<typeof model.embed>[0],
  name: "u" | "v",
  { data, shape }: typeof u,
): number[][] {
  return tf.tidy(() => model.embed(parameters, name, tf.tensor2d(data, shape as [number, number])).arraySync());
}

/** Cosines over the temperature, by a double loop. */
function scoresOf(left: number[][], right: number[][]): number[][] {
  return left.map((a) =>
    right.map((b) => a.reduce((sum, x, t) => sum + x * b[t]!, 0) / (Math.hypot(...a) * Math.hypot(...b) * 0.2)),
  );
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const logMeanExp = (values: number[]) => Math.log(mean(values.map(Math.exp)));

describe("extra negatives of v", () => {
  const negatives = { ...pairs, batch: async () => withOthers() };
  const withOthers = async (): Promise<PairBatch> => ({
    ...(await pairs.batch(all)),
    negativesV: tf.tensor2d(others.data, [EXTRA, 2]),
  });

  /** Every score of the batch, `[N, N + EXTRA]`, and its loss terms. */
  async function both(loss: Parameters<typeof evaluateOn>[3]) {
    const parameters = initialise(model, 1);
    const batch = await withOthers();
    const terms = await evaluateOn(model, parameters, batch, loss);
    const [left, right] = [
      embedded(parameters, "u", u),
      [...embedded(parameters, "v", v), ...embedded(parameters, "v", others)],
    ];
    tf.dispose([parameters, batch]);
    return { terms, scores: scoresOf(left, right) };
  }

  test("join the means of the conditional loss over v, and only those", async () => {
    const { terms, scores } = await both(conditional());
    const vGivenU = mean(scores.map((row, i) => logMeanExp(row) - row[i]!));
    const uGivenV = mean(scores.map((row, i) => logMeanExp(scores.map((other) => other[i]!)) - row[i]!));
    expect(terms.vGivenU).toBeCloseTo(vGivenU, 4);
    expect(terms.uGivenV).toBeCloseTo(uGivenV, 4);
  });

  test("join those without the true pair", async () => {
    const { terms, scores } = await both(decoupled());
    const without = (values: number[], i: number) => values.filter((_, j) => j !== i);
    const expected =
      mean(scores.map((row, i) => logMeanExp(without(row, i)) - row[i]!)) +
      mean(
        scores.map(
          (row, i) =>
            logMeanExp(
              without(
                scores.map((other) => other[i]!),
                i,
              ),
            ) - row[i]!,
        ),
      );
    expect(terms.total).toBeCloseTo(expected / 2, 4);
  });

  test.each([1, 5, 40])(
    "give the same gradients when %i samples go through an encoder at once",
    async (encoderBatch) => {
      const parameters = initialise(model, 1);
      const batch = await withOthers();
      for (const loss of [conditional(), siglip()]) {
        const own = {
          ...parameters,
          ...Object.fromEntries(Object.entries(loss.parameters()).map(([k, t]) => [`loss.${k}`, t])),
        };
        const whole = pairObjective(model, negatives, loss);
        const { differentiate } = pairObjective(model, negatives, loss, encoderBatch);
        const value = tf.tidy(() => whole.evaluate(own, batch, createGenerator(1)).total.dataSync()[0])!;
        const { terms, gradients } = differentiate!(own, batch, createGenerator(1));
        expect(terms.total!.dataSync()[0]).toBeCloseTo(value, 4);
        const numeric = tf.tidy(() => {
          const names = Object.keys(parameters);
          const f = (...tensors: tf.Tensor[]) =>
            whole.evaluate(
              { ...own, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) },
              batch,
              createGenerator(1),
            ).total;
          return tf
            .grads(f)(names.map((name) => parameters[name]!))
            .map((gradient) => Array.from(gradient.dataSync()));
        });
        Object.keys(parameters).forEach((name, i) => {
          for (const [k, entry] of gradients[name]!.dataSync().entries()) expect(entry).toBeCloseTo(numeric[i]![k]!, 3);
        });
        tf.dispose([
          terms,
          gradients,
          Object.entries(own).flatMap(([name, t]) => (name.startsWith("loss.") ? [t] : [])),
        ]);
      }
      tf.dispose([parameters, batch]);
    },
  );

  test("are refused by losses that look at every entry of a square matrix", async () => {
    const parameters = initialise(model, 1);
    const batch = await withOthers();
    await expect(evaluateOn(model, parameters, batch, triplet())).rejects.toThrow(
      'loss "triplet": expected pairs alone',
    );
    tf.dispose([parameters, batch]);
  });
});

/** Trains and gives the loss of every epoch. */
async function losses(on: Pairs, options: FitOptions): Promise<number[]> {
  const state = startFit(model, options);
  try {
    for await (const _ of fit(model, on, state, options));
    return [...state.history];
  } finally {
    disposeState(state);
  }
}

test("several positives and extra negatives train through the public functions", async () => {
  const grouped = withGroups(
    pairs,
    Array.from(all, (i) => i % 8),
  );
  const pool = tf.tensor2d(others.data, [EXTRA, 2]);
  const options = { loss: multiPositive(), epochs: 30, batchSize: 12, seed: 2 };
  const both = await losses(withNegatives(grouped, pool, { side: "v", count: 5 }), options);
  expect(both[29]).toBeLessThan(both[0]!);
  const alone = await losses(grouped, options);
  expect(alone[29]).not.toBe(both[29]);
  pool.dispose();
});

test("a loss that needs targets refuses pairs without them", async () => {
  await expect(losses(pairs, { loss: multiPositive() })).rejects.toThrow(
    'loss "multi-positive": expected targets that say how much each u belongs to each v, received none',
  );
});

test("one pair is nothing to contrast", async () => {
  const one = arrayPairs({ data: u.data, shape: [1, N * 3] }, { data: v.data, shape: [1, N * 2] });
  expect(() => pairObjective(model, one, joint())).toThrow("pairs: expected at least 2");
});

test("a state that was started with other options is refused in words", async () => {
  const state = startFit(model, { loss: conditional(), optimizer: sgd() });
  const trained = async (options: FitOptions) => {
    for await (const _ of fit(model, pairs, state, options));
  };
  await expect(trained({ loss: conditional() })).rejects.toThrow(
    'state: expected the vectors of the optimizer "adam" (mean, square), received velocity. Start it with the same',
  );
  await expect(trained({ loss: siglip(), optimizer: sgd() })).rejects.toThrow(
    'state: expected the parameters of the loss "siglip"',
  );
  disposeState(state);
});
