import { readFile, writeFile } from "node:fs/promises";
import { useBackend } from "@crosstilt/backends";
import { columnWords, readTable } from "@crosstilt/dataset-files";
import { readNpy, writeNpy } from "@crosstilt/formats/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  calibrate,
  classify,
  curate,
  disposeModel,
  embedFile,
  estimate,
  evaluate,
  exportEmbeddings,
  exportModel,
  finetune,
  galleryWithPrior,
  loadModel,
  openRun,
  ownGallery,
  parseDescription,
  type Run,
  restoreModel,
  retrieve,
  sampleFrom,
  searchGallery,
  train,
} from "../src/index.js";
import { catalogue, shopConfig, temporaryFolder, writeShop } from "./shop.js";

const { path } = temporaryFolder();

/** u as CSV with keys, v as its three classes. */
const labelled = {
  data: { u: { file: "", columns: ["a", "b", "c", "d", "e", "f"] }, v: { file: "", columns: ["class"] } },
  training: { epochs: 20, batchSize: 32, optimizer: { name: "adam", learningRate: 0.02 } },
};

beforeAll(async () => {
  await useBackend("wasm");
  await writeShop(path);
  await train(shopConfig(path), path("run"), { catalogue });
  const { u, v } = labelled.data;
  await train(shopConfig(path, { data: { u: { ...u, file: path("u.csv") }, v: path("v.npy") } }), path("keyed"), {
    catalogue,
  });
  const data = { u: { ...u, file: path("u.csv") }, v: { ...v, file: path("u.csv") } };
  await train(shopConfig(path, { ...labelled, data }), path("classes"), { catalogue });
});

/** A test with a run that is disposed of afterwards. */
const withRun = (folder: string, use: (run: Run) => Promise<void>) => async () => {
  const run = await openRun(path(folder));
  try {
    await use(run);
  } finally {
    disposeModel(run);
  }
};

/** All scores by a double loop in float64. */
async function scoreMatrix(run: Run): Promise<number[][]> {
  const [u, v] = [await ownGallery(run, "u"), await ownGallery(run, "v")];
  const row = ({ vectors, dimension }: typeof u.gallery, i: number) =>
    vectors.subarray(i * dimension, (i + 1) * dimension);
  return u.names.map((_, i) =>
    v.names.map((__, j) => {
      const [a, b] = [row(u.gallery, i), row(v.gallery, j)];
      return (u.gallery.scale ?? 1) * a.reduce((sum, value, t) => sum + value * b[t]!, 0);
    }),
  );
}

const softmax = (row: readonly number[]) => {
  const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
  return row.map((value) => Math.exp(value) / total);
};

describe("a run answers", () => {
  test(
    "retrieval with the softmax over the whole gallery, best first",
    withRun("run", async (run) => {
      const matrix = await scoreMatrix(run);
      const found = await retrieve(run, { given: "u", queries: path("u.npy"), k: 4 });
      found.forEach(({ query, matches }, i) => {
        const law = softmax(matrix[i]!);
        const order = law.map((_, j) => j).sort((a, b) => law[b]! - law[a]!);
        expect(query).toBe(String(i));
        expect(matches.map(({ index }) => index)).toEqual(order.slice(0, 4));
        for (const { index, probability } of matches) expect(probability).toBeCloseTo(law[index]!, 5);
      });
    }),
  );

  test(
    "from v to u by the transposed scores",
    withRun("run", async (run) => {
      const matrix = await scoreMatrix(run);
      const { matches } = (await retrieve(run, { given: "v", queries: path("v.npy"), k: 1 }))[0]!;
      const law = softmax(matrix.map((row) => row[0]!));
      expect(matches[0]!.probability).toBeCloseTo(Math.max(...law), 5);
      expect(matches[0]!.index).toBe(law.indexOf(Math.max(...law)));
    }),
  );

  test(
    "with names of a key column",
    withRun("classes", async (run) => {
      const queries = { path: path("u.csv"), key: "sku" };
      const [first] = await retrieve(run, { given: "u", queries, k: 1 });
      expect(first!.query).toBe("p0");
    }),
  );

  test(
    "draws that follow the conditional law, and its spread",
    withRun("run", async (run) => {
      const law = softmax((await scoreMatrix(run))[0]!);
      const [first] = await sampleFrom(run, { given: "u", queries: path("u.npy"), count: 4000, seed: 3 });
      const mean = first!.draws.reduce((sum, { index }) => sum + index, 0) / 4000;
      const expected = law.reduce((sum, weight, j) => sum + weight * j, 0);
      const deviation = Math.sqrt(law.reduce((sum, weight, j) => sum + weight * (j - expected) ** 2, 0) / 4000);
      expect(Math.abs(mean - expected)).toBeLessThan(4 * deviation);
      expect(first!.effectiveSampleSize).toBeCloseTo(1 / law.reduce((sum, weight) => sum + weight ** 2, 0), 3);
      const again = await sampleFrom(run, { given: "u", queries: path("u.npy"), count: 4000, seed: 3 });
      expect(again[0]!.draws).toEqual(first!.draws);
    }),
  );

  test(
    "the classes that are the words of the other side, better than chance",
    withRun("classes", async (run) => {
      const { classes, accuracy, queries } = await classify(run, {
        given: "u",
        queries: path("u.csv"),
        truth: "class",
      });
      expect(classes).toEqual(["high", "low", "middle"]);
      expect(accuracy).toBeGreaterThan(0.8);
      for (const { matches } of queries)
        expect(matches.reduce((sum, { probability }) => sum + (probability ?? Number.NaN), 0)).toBeCloseTo(1, 5);
    }),
  );

  test(
    "with a prior by Bayes: odds are multiplied by it",
    withRun("classes", async (run) => {
      const question = { given: "u", queries: path("u.csv") } as const;
      const odds = async (prior: number[]) => {
        const { matches } = (await classify(run, { ...question, prior })).queries[0]!;
        const of = (name: string) => matches.find((match) => match.name === name)?.probability ?? Number.NaN;
        return of("high") / of("middle");
      };
      expect((await odds([6, 1, 2])) / (await odds([1, 1, 1]))).toBeCloseTo(3, 4);
    }),
  );

  test(
    "classification with classes learned from labels: fine-tuning does not lower held-out accuracy, and is the same twice",
    withRun("run", async (run) => {
      const labels = { path: path("u.csv"), column: "class" };
      const options = { given: "u", samples: { path: path("u.npy") }, labels, epochs: 60, learningRate: 0.05 } as const;
      const { classes, accuracy, accuracyBefore, trained, tested } = await finetune(run, options);
      expect(accuracy).toBeGreaterThanOrEqual(accuracyBefore);
      expect(accuracy).toBeGreaterThan(0.7);
      expect(trained + tested).toBe(240);
      const again = await finetune(run, options);
      expect(again.classes).toEqual(classes);
      const { queries } = await classify(run, { given: "u", queries: path("u.npy"), classes });
      expect(queries[0]!.matches).toHaveLength(3);
    }),
  );
});

describe("evaluation", () => {
  test(
    "agrees with ranks from a double loop",
    withRun("run", async (run) => {
      const files = { u: path("u.npy"), v: path("v.npy") };
      const { uToV, loss, count } = await evaluate(run, { pairs: files, bootstrap: 50 });
      const matrix = await scoreMatrix(run);
      const ranks = matrix.map((row, i) => 1 + row.filter((score) => score > row[i]!).length);
      expect(uToV.metrics["recall@1"]).toBeCloseTo(ranks.filter((rank) => rank === 1).length / 240, 10);
      expect(uToV.metrics.meanReciprocalRank).toBeCloseTo(ranks.reduce((sum, rank) => sum + 1 / rank, 0) / 240, 6);
      const [low, high] = uToV.intervals!["recall@5"]!;
      expect(low).toBeLessThanOrEqual(uToV.metrics["recall@5"]!);
      expect(high).toBeGreaterThanOrEqual(uToV.metrics["recall@5"]!);
      expect([Number.isFinite(loss), count]).toEqual([true, 240]);
    }),
  );

  test(
    "takes a sample of several pairs as one entry with several right answers",
    withRun("run", async (run) => {
      const [u, v] = [await readNpy(path("u.npy")), await readNpy(path("v.npy"))];
      const rows = (data: ArrayLike<number>, width: number, of: (i: number) => number) =>
        Float32Array.from({ length: 60 * width }, (_, i) => data[of(Math.floor(i / width)) * width + (i % width)]!);
      await writeNpy(path("u-twice.npy"), { shape: [60, 6], data: rows(u.data as Float32Array, 6, (i) => i >> 1) });
      await writeNpy(path("v-60.npy"), { shape: [60, 5], data: rows(v.data as Float32Array, 5, (i) => i) });
      const { uToV, vToU } = await evaluate(run, {
        pairs: { u: path("u-twice.npy"), v: path("v-60.npy") },
        bootstrap: 0,
      });
      expect([uToV.queries, uToV.gallery, vToU.queries, vToU.gallery]).toEqual([30, 60, 60, 30]);
    }),
  );

  test(
    "takes pairs of one group as right for each other",
    withRun("keyed", async (run) => {
      const u = { path: path("u.csv"), columns: ["a", "b", "c", "d", "e", "f"] };
      const group = { side: "u", column: "class" } as const;
      const { uToV } = await evaluate(run, { pairs: { u, v: path("v.npy") }, group, bootstrap: 0 });
      const words = await columnWords(path("u.csv"), "class");
      const right = (await scoreMatrix(run)).filter((row, i) => words[row.indexOf(Math.max(...row))] === words[i]);
      expect(uToV.metrics["recall@1"]).toBeCloseTo(right.length / 240, 10);
      expect(uToV.metrics.meanAveragePrecision).toBeLessThan(1);
    }),
  );

  test(
    "warns of chance and of collapse in words",
    withRun("run", async (run) => {
      const v = await readNpy(path("v.npy"));
      await writeNpy(path("v-reversed.npy"), {
        shape: [240, 5],
        data: Float32Array.from(v.data as Float32Array).reverse(),
      });
      const pairs = { u: path("u.npy"), v: path("v-reversed.npy") };
      const { warnings } = await evaluate(run, { pairs, bootstrap: 0 });
      expect(warnings.join("; ")).toMatch(/from u to v is little better than chance/);
    }),
  );
});

describe("guarantees", () => {
  test(
    "sets, and queries without a partner, hold on held-out words, few of which many pairs share",
    withRun("classes", async (run) => {
      const { uToV, vToU } = await evaluate(run, { bootstrap: 0 });
      // 48 test pairs: 90 % has a deviation of 4 %, and as much again for what 48 validation pairs taught.
      expect(uToV.sets!.coverage).toBeGreaterThan(0.75);
      expect(uToV.sets!.meanSize).toBeLessThanOrEqual(3);
      expect(uToV.noPartner!.auroc).toBeGreaterThan(0.5);
      expect(vToU.noPartner).toBeNull();
    }),
  );

  test(
    "a query is told from the same query whose partner is taken away, and a prior moves the odds",
    withRun("run", async (run) => {
      const gallery = await ownGallery(run, "v");
      const rest = await embedFile(run, "v", { path: path("v.npy") });
      const half = (from: number) => ({
        ...rest,
        names: gallery.names.slice(from, from + 120),
        gallery: {
          ...gallery.gallery,
          vectors: gallery.gallery.vectors.slice(
            from * gallery.gallery.dimension,
            (from + 120) * gallery.gallery.dimension,
          ),
        },
      });
      const ask = (from: number, prior?: number) =>
        retrieve(run, { given: "u", queries: path("u.npy"), gallery: half(from), k: 1, prior });
      const [first, second] = [await ask(0), await ask(120)];
      const means = [first, second].map((answers) => {
        const values = answers.map(({ noPartner }) => noPartner!);
        const mean = (part: readonly number[]) => part.reduce((sum, value) => sum + value, 0) / part.length;
        return [mean(values.slice(0, 120)), mean(values.slice(120))] as const;
      });
      expect(means[0]![0]).toBeLessThan(means[0]![1] - 0.04);
      expect(means[1]![1]).toBeLessThan(means[1]![0] - 0.04);
      const odds = ({ noPartner }: { readonly noPartner?: number }) => (1 - noPartner!) / noPartner!;
      const shifted = await ask(0, 0.8);
      expect(odds(shifted[0]!) / odds(first[0]!)).toBeCloseTo(4, 6);
    }),
  );
});

describe("exports", () => {
  test(
    "embeddings as NPY and Parquet are those that scores come from",
    withRun("run", async (run) => {
      const written = await exportEmbeddings(run, path("out.npy"), { side: "u" });
      const { gallery } = await ownGallery(run, "u");
      const { shape, data } = await readNpy(path("out.npy"));
      expect(shape).toEqual([240, 4]);
      expect(data).toEqual(gallery.vectors);
      expect(written).toMatchObject({ count: 240, dimension: 4, scale: gallery.scale });
      await exportEmbeddings(run, path("out.parquet"), { side: "u" });
      const { columns } = await readTable(path("out.parquet"));
      expect(Array.from(columns.find(({ name }) => name === "embedding")!.values as Float32Array)).toEqual(
        Array.from(gallery.vectors),
      );
    }),
  );

  test(
    "a model for browsers gives the same embeddings",
    withRun("run", async (run) => {
      await exportModel(run, path("browser"));
      const description = parseDescription(await readFile(path("browser/model.json"), "utf8"), "model.json");
      const weights = new Uint8Array(await readFile(path("browser/model.safetensors")));
      const restored = restoreModel({ description, weights }, catalogue);
      const [one, other] = [await embedFile(run, "u", path("u.npy")), await embedFile(restored, "u", path("u.npy"))];
      disposeModel(restored);
      expect(other).toEqual(one);
      expect(JSON.stringify(description)).not.toContain(path(""));
    }),
  );
});

describe("probabilities follow what the loss says that scores mean:", () => {
  const trained = async (folder: string, changes: Record<string, unknown>, use: (run: Run) => Promise<void>) => {
    await train(shopConfig(path, changes), path(folder), { catalogue, overwrite: true });
    await withRun(folder, use)();
  };
  const question = () => ({ given: "u", queries: path("u.npy") }) as const;

  test("of density ratios, each entry's share of the positive scores", () =>
    trained("ratios", { loss: "spectral", metric: "inner-product" }, async (run) => {
      expect(run.description.calibration).toBeUndefined();
      const found = await retrieve(run, { ...question(), k: 240 });
      for (const { matches } of found.slice(0, 20)) {
        const total = matches.reduce((sum, { score }) => sum + Math.max(0, score), 0);
        for (const { score, probability } of matches) expect(probability).toBeCloseTo(Math.max(0, score) / total, 5);
      }
      const [drawn] = await sampleFrom(run, { ...question(), count: 3 });
      expect(drawn!.effectiveSampleSize).toBeGreaterThanOrEqual(1);
      const { uToV } = await evaluate(run, { bootstrap: 0 });
      expect(uToV.calibration?.confidence).toBeGreaterThan(0);
    }));

  test("of density ratios, times a prior, by Bayes", () =>
    trained("ratios-prior", { loss: "spectral", metric: "inner-product" }, async (run) => {
      const gallery = await ownGallery(run, "v");
      const queries = await embedFile(run, "u", path("u.npy"));
      const prior = gallery.names.map((_, j) => 1 + (j % 7));
      const [plain, raised] = [
        await searchGallery(queries, gallery, 240),
        await searchGallery(queries, galleryWithPrior(gallery, prior), 240),
      ];
      for (const row of [0, 7, 31]) {
        const weights = plain[row]!.matches.map(
          ({ index, score }) => [index, Math.max(0, score) * prior[index]!] as const,
        );
        const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
        const found = new Map(raised[row]!.matches.map(({ index, probability }) => [index, probability!]));
        for (const [index, weight] of weights) expect(found.get(index)).toBeCloseTo(weight / total, 5);
      }
    }));

  const unheld = { u: "", v: "", split: { test: 0.2, validation: 0 } };

  test("where they mean nothing, none, and what asks for them says why", () =>
    trained("ranks", { loss: "triplet", data: { ...unheld, u: path("u.npy"), v: path("v.npy") } }, async (run) => {
      const { matches } = (await retrieve(run, { ...question(), k: 2 }))[0]!;
      expect(matches.map(({ probability }) => probability)).toEqual([null, null]);
      await expect(sampleFrom(run, question())).rejects.toThrow(
        'model: expected scores that mean probabilities, received those of the loss "triplet"',
      );
      const { uToV } = await evaluate(run, { bootstrap: 0 });
      expect(uToV.calibration).toBeNull();
      expect(uToV.metrics["recall@5"]).toBeGreaterThan(0);
      expect(await readFile(path("ranks/report.html"), "utf8")).toContain("gives scores no probabilities");
    }));

  test("unless a temperature was learned, which makes a logistic model of them", () =>
    trained("logistic", { loss: "triplet" }, async (run) => {
      const { matches } = (await retrieve(run, { ...question(), k: 2 }))[0]!;
      expect(matches[0]!.probability).toBeGreaterThan(0);
    }));
});

describe("an exported model", () => {
  const files = () => ({ u: path("u.csv"), v: path("u.csv") });
  /** What both folders say, one after the other. */
  async function both<T>(ask: (run: Run) => Promise<T>): Promise<[T, T]> {
    const run = await openRun(path("classes"));
    await exportModel(run, path("alone"));
    const alone = await openRun(path("alone"));
    try {
      expect(alone.config).toBeUndefined();
      return [await ask(run), await ask(alone)];
    } finally {
      disposeModel(run);
      disposeModel(alone);
    }
  }

  test.each<[string, (run: Run) => Promise<unknown>]>([
    ["retrieves", (run) => retrieve(run, { given: "u", queries: path("u.csv"), gallery: path("u.csv"), k: 3 })],
    ["classifies", (run) => classify(run, { given: "u", queries: path("u.csv") })],
    ["draws", (run) => sampleFrom(run, { given: "v", queries: path("u.csv"), gallery: path("u.csv"), count: 2 })],
    [
      "is evaluated on files, but for the linear model that only the run has,",
      async (run) => {
        const { baselines, ...rest } = await evaluate(run, { pairs: { ...files(), key: "sku" }, bootstrap: 20 });
        return { ...rest, chance: baselines.chance };
      },
    ],
    ["makes galleries", (run) => embedFile(run, "v", { path: path("u.csv"), key: "class" })],
  ])("%s as the run does", async (_, ask) => {
    const [run, alone] = await both(ask);
    expect(alone).toEqual(run);
  });

  test("of before, with a sharpness, is calibrated by its inverse", async () => {
    const run = await openRun(path("classes"));
    await exportModel(run, path("before"));
    disposeModel(run);
    const { calibration, seal: _, ...rest } = JSON.parse(await readFile(path("before/model.json"), "utf8"));
    await writeFile(path("before/model.json"), JSON.stringify({ ...rest, sharpness: 1 / calibration.temperature }));
    const { description, ...trained } = await loadModel(path("before"));
    expect(description.calibration?.temperature).toBeCloseTo(calibration.temperature, 12);
    disposeModel(trained);
  });

  test("says that it has no data of its own", async () => {
    const run = await openRun(path("classes"));
    await exportModel(run, path("alone"));
    disposeModel(run);
    const alone = await openRun(path("alone"));
    try {
      await expect(evaluate(alone)).rejects.toThrow(
        /alone: expected a run with its own data in files, received a model without/,
      );
      await expect(retrieve(alone, { given: "u", queries: path("u.csv") })).rejects.toThrow(
        /Name the files of samples/,
      );
    } finally {
      disposeModel(alone);
    }
  });
});

test("an estimate says what training will take, and writes nothing", async () => {
  const { pairs, parameters, steps, stepBytes, seconds, data } = await estimate(shopConfig(path), { catalogue });
  expect(parameters).toBe(6 * 16 + 16 + 16 * 4 + 4 + 5 * 16 + 16 + 16 * 4 + 4 + 1);
  expect(steps).toBe(8 * Math.ceil(pairs.train / 32));
  expect(stepBytes).toBeGreaterThan(4 * parameters);
  expect(seconds).toBeGreaterThan(0);
  expect(data.count).toBe(pairs.train);
});

describe("a run refuses", () => {
  let run: Run;
  beforeAll(async () => {
    run = await openRun(path("run"));
  });
  afterAll(() => disposeModel(run));

  test.each<[string, () => Promise<unknown>, RegExp]>([
    [
      "queries of another width",
      () => retrieve(run, { given: "u", queries: path("v.npy") }),
      /shape \[6\].*as in training/,
    ],
    [
      "missing files",
      () => retrieve(run, { given: "u", queries: "no.npy" }),
      /no\.npy: expected a file that can be read/,
    ],
    ["k = 0", () => retrieve(run, { given: "u", queries: path("u.npy"), k: 0 }), /k: expected an integer >= 1/],
    [
      "classes where there are no words",
      () => classify(run, { given: "u", queries: path("u.npy") }),
      /classes: expected/,
    ],
    [
      "a truth that is no class",
      async () => classify(run, { given: "u", queries: path("u.npy"), truth: "no", classes: path("v.npy") }),
      /column "no"/,
    ],
    ["an unknown ending", () => exportEmbeddings(run, "x.txt", { side: "u" }), /\.npy or \.parquet/],
    ["one pair", () => evaluate(run, { limit: 1 }), /pairs: expected at least 2/],
    ["a group that is no column", () => evaluate(run, { group: { side: "u", column: "x" } }), /column "x"/],
    [
      "labels of another count",
      () =>
        finetune(run, {
          given: "u",
          samples: { path: path("u.npy") },
          labels: { path: path("u-twice.npy"), column: "values" },
        }),
      /expected a word or number, received \[/,
    ],
  ])("%s", async (_, ask, message) => {
    await expect(ask()).rejects.toThrow(message);
  });

  test("a prior of another length, or with a zero", async () => {
    const gallery = await ownGallery(run, "v");
    for (const prior of [[1, 2], new Float32Array(240)])
      expect(() => galleryWithPrior(gallery, prior)).toThrow(/prior: expected 240 positive numbers/);
  });

  test("to search the side that the queries are of", async () => {
    const gallery = await ownGallery(run, "u");
    await expect(searchGallery(gallery, gallery, 1)).rejects.toThrow(/expected samples of the other side/);
  });

  test.each<[string, string, string | Uint8Array, RegExp]>([
    ["a damaged description", "model.json", "{", /model\.json: expected a model of format/],
    ["a foreign description", "model.json", '{"format":"x/1"}', /received format "x\/1"/],
    ["no object", "model.json", "null", /received something else/],
    ["damaged weights", "model.safetensors", new Uint8Array([1, 2, 3]), /model\.safetensors/],
  ])("%s", async (_, file, content, message) => {
    await exportModel(run, path("damaged"));
    await writeFile(path(`damaged/${file}`), content);
    await expect(loadModel(path("damaged"))).rejects.toThrow(message);
  });

  test("weights of another model, and weights that are not finite", async () => {
    const description = parseDescription(await readFile(path("run/model.json"), "utf8"), "model.json");
    const weights = new Uint8Array(await readFile(path("classes/model.safetensors")));
    expect(() => restoreModel({ description, weights }, catalogue)).toThrow(/of different models/);
    const spoiled = new Uint8Array(await readFile(path("run/model.safetensors")));
    spoiled.fill(0xff, spoiled.length - 4);
    expect(() => restoreModel({ description, weights: spoiled }, catalogue)).toThrow(/expected finite numbers/);
  });

  test("a folder that is no run", async () => {
    await expect(openRun(path("nowhere"))).rejects.toThrow(/model\.json: expected a file.*written by training/);
  });
});

describe("answers with a guarantee", () => {
  const fresh = { u: "", v: "" };
  beforeAll(async () => {
    // New pairs of the same kind, with another seed: exchangeable with the held-out ones.
    await writeShop((name) => path(`new-${name}`), 2000, 99);
    Object.assign(fresh, { u: path("new-u.npy"), v: path("new-v.npy") });
  });

  test(
    "sets of a coverage hold the partner as often as they say, both ways",
    withRun("run", async (run) => {
      await calibrate(run, { pairs: fresh, limit: 1000 });
      const calibrated = await openRun(path("run"));
      expect(calibrated.description.calibration?.conformal?.u.count).toBe(1000);
      for (const given of ["u", "v"] as const) {
        const [queries, gallery] = given === "u" ? [fresh.u, fresh.v] : [fresh.v, fresh.u];
        const found = await retrieve(calibrated, { given, queries, gallery, coverage: 0.9 });
        const held = found.slice(1000).map(({ query, matches }) => matches.some(({ name }) => name === query));
        const share = held.filter(Boolean).length / held.length;
        // Two standard errors of 1000 trials, twice: of the calibration and of the test.
        expect(share).toBeGreaterThan(0.9 - 0.04);
        expect(share).toBeLessThan(0.9 + 0.04);
        expect(found.some(({ matches }) => matches.length < 1000)).toBe(true);
      }
      disposeModel(calibrated);
    }),
  );

  test(
    "a coverage beyond what held-out pairs can give is refused",
    withRun("keyed", async (run) => {
      const question = { given: "u", queries: path("u.csv"), coverage: 0.9999 } as const;
      await expect(retrieve(run, question)).rejects.toThrow("coverage: expected a model that was calibrated on enough");
    }),
  );

  test(
    "pairs whose partners were exchanged are the most surprising",
    withRun("run", async (run) => {
      const { data, shape } = await readNpy(fresh.v);
      const wrong = [3, 50, 77, 120, 240];
      const moved = Float32Array.from(data as Float32Array);
      const row = (i: number) => (data as Float32Array).subarray(5 * i, 5 * i + 5);
      wrong.forEach((i, at) => {
        moved.set(row(wrong[(at + 1) % wrong.length]!), 5 * i);
      });
      await writeNpy(path("moved-v.npy"), { shape, data: moved });
      const pairs = { u: fresh.u, v: path("moved-v.npy") };
      const { count, suspects } = await curate(run, { pairs, limit: 300, top: 10 });
      expect(count).toBe(300);
      const found = suspects.map(({ rows }) => rows.u);
      expect(wrong.filter((i) => found.includes(i)).length).toBeGreaterThanOrEqual(4);
      for (const { surprise, logRatio } of suspects.slice(0, 3)) {
        expect(surprise).toBeGreaterThan(0);
        expect(logRatio.vGivenU + logRatio.uGivenV).toBeLessThan(0);
      }
    }),
  );
});
