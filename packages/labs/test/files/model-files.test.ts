import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useBackend } from "@crosstilt/backends";
import { createCatalogue } from "@crosstilt/catalogue";
import type { FactoredScores } from "@crosstilt/core";
import { evaluateRetrieval } from "@crosstilt/evaluation";
import { disposeModel, embedPairs, openRun, resolveConfig, runFiles, train } from "@crosstilt/project";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadFiles, modelFiles, openModel, pairsLike, testPairs, trainHeads } from "../../src/files/index.js";
import { files, heads, PAIRS, sources } from "./files.js";

const catalogue = createCatalogue();
const { epochs, batchSize, learningRate, seed, ...parts } = heads;
const hooks = { signal: new AbortController().signal, pause: async () => {}, report: () => {} };
let folder = "";
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  await useBackend("wasm");
  folder = await mkdtemp(join(tmpdir(), "crosstilt-labs-"));
  await writeFile(path("u.npy"), files.u);
  await writeFile(path("v.csv"), files.v);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The largest difference between two score matrices. */
function distance(a: FactoredScores, b: FactoredScores): number {
  expect(a.shape).toEqual(b.shape);
  let largest = 0;
  for (let i = 0; i < a.shape[0]; i++)
    for (let j = 0; j < a.shape[1]; j++) largest = Math.max(largest, Math.abs(a.at(i, j) - b.at(i, j)));
  return largest;
}

describe("a model of the page", () => {
  it("is opened by the command line with all that training writes, and scores alike", async () => {
    const { splits } = await loadFiles(sources);
    const trained = (await trainHeads(splits, heads, catalogue, hooks))!;
    expect(trained.description).toMatchObject({ ...parts, plugins: [], scoreMeaning: "log density ratio" });
    expect(trained.description.data.v.encodings.map(({ name }) => name)).toEqual(["near", "far"]);
    expect(trained.description.batchSize).toBe(64);
    const { temperature, conformal, partner } = trained.description.calibration!;
    expect(temperature).toBeGreaterThan(0);
    for (const side of ["u", "v"] as const) {
      expect(conformal![side].count).toBe(splits.validation!.length);
      expect(partner![side]!.count).toBe(splits.validation!.length);
    }
    const { weights, description } = await modelFiles(trained);
    await writeFile(path(runFiles.weights), weights);
    await writeFile(path(runFiles.description), description);
    const run = await openRun(folder);
    const { pairs } = testPairs(splits);
    const scores = await embedPairs(trained, pairs);
    expect(scores.shape).toEqual([splits.test.length, splits.test.length]);
    expect(distance(await embedPairs(run, pairs), scores)).toBeLessThan(1e-6);
    expect(evaluateRetrieval(scores).uToV.metrics["recall@10"]).toBeGreaterThan(0.8);
    disposeModel(run);
    disposeModel(trained);
  });

  it("whose scores are density ratios already is not divided by a temperature", async () => {
    const { splits } = await loadFiles(sources);
    const spectral = { ...heads, metric: { name: "inner-product" }, loss: { name: "spectral" }, epochs: 1 };
    const trained = (await trainHeads(splits, spectral, catalogue, hooks))!;
    expect(trained.description.scoreMeaning).toBe("density ratio");
    expect(trained.description.calibration).toBeUndefined();
    disposeModel(trained);
  });

  it("is none when its training is stopped", async () => {
    const { splits } = await loadFiles(sources);
    const controller = new AbortController();
    const report = () => controller.abort();
    expect(await trainHeads(splits, heads, catalogue, { ...hooks, report, signal: controller.signal })).toBeNull();
  });
});

describe("a model of the command line", () => {
  it("is opened by the page, which reads its files as training did, and scores alike", async () => {
    const config = resolveConfig(
      {
        ...parts,
        data: { u: path("u.npy"), v: { file: path("v.csv"), columns: ["near", "far"] } },
        training: { epochs, batchSize, seed, optimizer: { name: "adam", learningRate } },
      },
      catalogue,
    );
    await train(config, path("run"), { catalogue });
    const run = await openRun(path("run"));
    const trained = openModel(await modelFiles(run), catalogue);
    const { pairs, rows } = await pairsLike(sources, trained);
    expect(Array.from(rows.v)).toEqual(Array.from({ length: PAIRS }, (_, i) => i));
    const scores = await embedPairs(trained, pairs);
    expect(scores.shape).toEqual([PAIRS, PAIRS]);
    expect(distance(await embedPairs(run, pairs), scores)).toBeLessThan(1e-6);
    disposeModel(trained);
    disposeModel(run);
  });

  it("is refused in words where the two files do not belong together", async () => {
    const { splits } = await loadFiles(sources);
    const trained = (await trainHeads(splits, { ...heads, epochs: 1 }, catalogue, hooks))!;
    const own = await modelFiles(trained);
    disposeModel(trained);
    const other = own.description.replaceAll('"dimension": 3', '"dimension": 2');
    expect(() => openModel({ ...own, description: other }, catalogue)).toThrow(/different models/);
    expect(() => openModel({ ...own, description: "{}" }, catalogue)).toThrow(/model\.json: expected a model/);
  });
});
