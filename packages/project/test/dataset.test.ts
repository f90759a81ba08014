import { useBackend } from "@crosstilt/backends";
import { addPlugin, createCatalogue } from "@crosstilt/catalogue";
import { arrayPairs, createGenerator, defineDataset } from "@crosstilt/core";
import { beforeAll, expect, test } from "vitest";
import { disposeModel, estimate, evaluate, openRun, resolveConfig, retrieve, sampleFrom, train } from "../src/index.js";
import { temporaryFolder } from "./shop.js";

const { path } = temporaryFolder();
beforeAll(() => useBackend("wasm"));

/** Pairs of numbers with their halves, as a plugin would have them. */
const halves = defineDataset({
  name: "halves",
  summary: "Numbers and their noisy halves.",
  source: "test",
  options: { count: { type: "number", integer: true, minimum: 10, default: 200, description: "training pairs" } },
  async load({ count }) {
    const draw = (n: number, seed: number) => {
      const { normal } = createGenerator(seed);
      const u = Float32Array.from({ length: 3 * n }, normal);
      const v = u.map((value) => value / 2 + 0.1 * normal());
      return arrayPairs({ data: u, shape: [n, 3] }, { data: v, shape: [n, 3] });
    };
    return { train: draw(count, 1), test: draw(60, 2), metadata: {} };
  },
});

const catalogue = createCatalogue();
addPlugin(catalogue, { halves }, "halves.js");
const config = (changes: object = {}) =>
  resolveConfig(
    {
      data: { dataset: { name: "halves", count: 300 }, split: { validation: 0.2 } },
      training: { epochs: 20, batchSize: 64, optimizer: { name: "adam", learningRate: 0.01 } },
      ...changes,
    },
    catalogue,
  );

test("a data set of a plugin is estimated, trained, evaluated and asked by its name", async () => {
  const { pairs, data } = await estimate(config(), { catalogue });
  expect(pairs.test).toBe(60);
  expect(pairs.train + pairs.validation).toBe(300);
  expect(data.count).toBe(pairs.train);
  const result = await train(config(), path("run"), { catalogue });
  expect(result.pairs).toEqual(pairs);
  const run = await openRun(path("run"), async () => catalogue);
  const { uToV, count } = await evaluate(run);
  expect([count, uToV.gallery]).toEqual([60, 60]);
  expect(uToV.metrics["recall@5"]).toBeGreaterThan(0.5);
  expect((await evaluate(run, { pairs: "validation" })).count).toBe(pairs.validation);
  await expect(retrieve(run, { given: "u", queries: path("none.npy") })).rejects.toThrow("none.npy");
  await expect(sampleFrom(run, { given: "u", queries: path("none.npy") })).rejects.toThrow("none.npy");
  disposeModel(run);
});

test("the same config gives the same bits, and another seed of the split other validation pairs", async () => {
  const again = await train(config(), path("again"), { catalogue });
  const first = await train(config(), path("run"), { catalogue, resume: true });
  expect(again).toEqual(first);
  const data = { dataset: "halves", split: { validation: 0.2, splitSeed: 2 } };
  const other = await train(config({ data }), path("other"), { catalogue });
  expect(other.pairs).not.toEqual(first.pairs);
});

test("what no data set can be is refused", () => {
  expect(() => config({ data: { dataset: "halfs" } })).toThrow(/data\.dataset: expected a known name.*halves/);
  expect(() => config({ data: { dataset: { name: "halves", count: 3 } } })).toThrow(
    "data.dataset.count: expected an integer >= 10",
  );
  expect(() => config({ data: { dataset: "halves", u: "a.npy" } })).toThrow("data.u: expected a known setting");
});
