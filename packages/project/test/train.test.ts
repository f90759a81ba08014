import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { useBackend } from "@crosstilt/backends";
import { splitByKey } from "@crosstilt/dataset-files";
import { beforeAll, describe, expect, test } from "vitest";
import { disposeModel, estimate, evaluate, openRun, readProject, type TrainOptions, train } from "../src/index.js";
import { openPairs } from "../src/training/prepare.js";
import { countOpenings } from "./count-openings.js";
import { catalogue, shopConfig, temporaryFolder, writeShop } from "./shop.js";

const { path } = temporaryFolder();
const bytes = async (name: string) => (await readFile(path(name))).toString("base64");

beforeAll(async () => {
  await useBackend("wasm");
  await writeShop(path);
});

describe("training", () => {
  test("leaves a folder with config, metrics, checkpoint, model, evaluation, report and result", async () => {
    const result = await train(shopConfig(path), path("whole"), { catalogue });
    expect((await readdir(path("whole"))).sort()).toEqual([
      ...["candidates", "checkpoint", "config.yaml", "evaluation.json", "metrics.jsonl"],
      ...["model.json", "model.safetensors", "pairs.csv.gz", "report.html", "result.json"],
    ]);
    expect(JSON.parse(await readFile(path("whole/result.json"), "utf8"))).toEqual(result);
    expect(result).toMatchObject({ epochs: 8, stoppedEarly: false, dimension: 4 });
    expect(result.pairs.train + result.pairs.validation + result.pairs.test).toBe(240);
    expect(result.steps).toBe(8 * Math.ceil(result.pairs.train / 32));
    const lines = (await readFile(path("whole/metrics.jsonl"), "utf8"))
      .trimEnd()
      .split("\n")
      .map((x) => JSON.parse(x));
    expect(lines.filter(({ type }) => type === "step")).toHaveLength(result.steps);
    const epochs = lines.filter(({ type }) => type === "epoch");
    const best = epochs.reduce((a, b) => (b.validationLoss < a.validationLoss ? b : a));
    expect(result).toMatchObject({ keptEpoch: best.epoch, validationLoss: best.validationLoss, loss: best.loss });
    expect(await readFile(path("whole/report.html"), "utf8")).toMatch(/recall@1[\s\S]*Calibration[\s\S]*Examples/);
  });

  test("is not resumed from a log that lost epochs, whose best weights would be others", async () => {
    const signal = new AbortController();
    const stop = {
      catalogue,
      signal: signal.signal,
      onEpoch: ({ epoch }: { epoch: number }) => epoch === 4 && signal.abort(),
    };
    await expect(train(shopConfig(path), path("cut"), { ...stop })).rejects.toThrow();
    const log = path("cut/metrics.jsonl");
    const lines = (await readFile(log, "utf8")).trimEnd().split("\n");
    const first = lines.findIndex((line) => line.includes('"type":"epoch"'));
    await writeFile(log, `${lines.filter((_, i) => i !== first).join("\n")}\n`);
    await expect(train(shopConfig(path), path("cut"), { catalogue, resume: true })).rejects.toThrow(
      /metrics\.jsonl: expected the 4 epochs that the checkpoint has behind it, received 3\. The log was cut off or edited/,
    );
    await writeFile(log, `${lines.join("\n")}\n`);
    await expect(train(shopConfig(path), path("cut"), { catalogue, resume: true })).resolves.toMatchObject({
      epochs: 8,
    });
  });

  test.each([false, true])("reads each file of data once, streaming %s", async (streaming) => {
    const data = { u: path("u.npy"), v: path("v.npy"), streaming, split: { test: 0.2, validation: 0.2 } };
    const config = shopConfig(path, { data });
    const once = await countOpenings(async () => (await openPairs(config.data, catalogue)).close());
    const opened = await countOpenings(() => train(config, path(`once-${streaming}`), { catalogue }));
    for (const file of ["u.npy", "v.npy"]) {
      expect(once.get(path(file))).toBeGreaterThan(0);
      expect(opened.get(path(file))).toBe(once.get(path(file)));
      if (!streaming) expect(opened.get(path(file))).toBe(1);
    }
  });

  test("refuses a batch that is never full before the folder is touched", async () => {
    const config = shopConfig(path, { training: { batchSize: 500, dropLast: true } });
    await expect(train(config, path("never"), { catalogue })).rejects.toThrow(/batchSize: expected at most the 1\d\d/);
    expect(await readdir(path("."))).not.toContain("never");
  });

  test("warns of words that are hardly meant, unless the config says that they are", async () => {
    const prices = Array.from({ length: 240 }, (_, i) => `"${i},50 EUR",${i % 3}`).join("\n");
    await writeFile(path("prices.csv"), `price,kind\n${prices}\n`);
    const warnings: string[] = [];
    const warned = async (kinds?: object) => {
      const config = shopConfig(path, { data: { u: { file: path("prices.csv"), kinds }, v: path("v.npy") } });
      const onWarning = (warning: string) => warnings.push(warning);
      await train({ ...config, training: { ...config.training, epochs: 1 } }, path("warned"), {
        catalogue,
        onWarning,
        overwrite: true,
      });
      return { told: warnings.splice(0), ...(await estimate(config, { catalogue })) };
    };
    const first = await warned();
    expect(first.told).toEqual(first.warnings);
    expect(first.told).toEqual([expect.stringMatching(/^u, column "price": 240 different words in 240 pairs/)]);
    expect(first.constant.u[0]).toMatch(/^price = \d+,50 EUR$/);
    expect((await warned({ price: "categorical" })).told).toEqual([]);
  });

  test("learns: matches are found far above chance", async () => {
    const run = await openRun(path("whole"));
    const { uToV, vToU } = await evaluate(run, { bootstrap: 0 });
    disposeModel(run);
    expect(uToV.metrics["recall@5"]).toBeGreaterThan(5 * (5 / uToV.gallery));
    expect(vToU.metrics.medianRank).toBeLessThan(vToU.gallery / 8);
  });

  test.each([1, 9, 17, 33])("stopped after %i steps and resumed, it ends with the same bits", async (stop) => {
    const folder = `stopped-${stop}`;
    const controller = new AbortController();
    const onStep: TrainOptions["onStep"] = ({ step }) => step === stop && controller.abort();
    const interrupted = train(shopConfig(path), path(folder), { catalogue, onStep, signal: controller.signal });
    await expect(interrupted).rejects.toMatchObject({ name: "Interrupted" });
    await train(shopConfig(path), path(folder), { catalogue, resume: true });
    for (const file of ["model.safetensors", "metrics.jsonl", "result.json", "evaluation.json"])
      expect(await bytes(`${folder}/${file}`), file).toBe(await bytes(`whole/${file}`));
  });

  test("a damaged line of the log is refused where it stands", async () => {
    await cp(path("whole"), path("spoilt"), { recursive: true });
    await rm(path("spoilt/result.json"));
    await writeFile(path("spoilt/metrics.jsonl"), '{"type":"epoch","step":9,"epoch":1,"loss":-9}\nspoilt\n');
    await expect(train(shopConfig(path), path("spoilt"), { catalogue, resume: true })).rejects.toThrow(
      /metrics\.jsonl, line 2: expected JSON, as training writes it, received spoilt/,
    );
  });

  test("a log that ran ahead of the checkpoint, and a line cut off, are forgotten when it resumes", async () => {
    await cp(path("whole"), path("ahead"), { recursive: true });
    await rm(path("ahead/result.json"));
    await writeFile(path("ahead/metrics.jsonl"), '{"type":"epoch","step":9000,"epoch":99,"loss":-9}\n{"ty', {
      flag: "a",
    });
    const { keptEpoch } = await train(shopConfig(path), path("ahead"), { catalogue, resume: true });
    expect(keptEpoch).toBeLessThan(9);
    expect(await bytes("ahead/metrics.jsonl")).toBe(await bytes("whole/metrics.jsonl"));
  });

  test("early stopping keeps the best epoch, also when stopped in between", async () => {
    const training = { epochs: 60, batchSize: 32, patience: 2, optimizer: { name: "adam", learningRate: 0.05 } };
    const config = shopConfig(path, { training });
    const whole = await train(config, path("patient"), { catalogue });
    expect(whole.stoppedEarly).toBe(true);
    expect(whole.epochs).toBe(whole.keptEpoch + 2);
    const controller = new AbortController();
    const onEpoch: TrainOptions["onEpoch"] = ({ epoch }) => epoch === whole.epochs - 1 && controller.abort();
    const options = { catalogue, onEpoch, signal: controller.signal };
    await expect(train(config, path("patient-2"), options)).rejects.toThrow("checkpoint is saved");
    expect(await train(config, path("patient-2"), { catalogue, resume: true })).toEqual(whole);
    await rm(path("patient-2/result.json"));
    expect(await train(config, path("patient-2"), { catalogue, resume: true })).toEqual(whole);
    expect(await bytes("patient-2/model.safetensors")).toBe(await bytes("patient/model.safetensors"));
  });

  test("a resumed run that is done gives its result and writes nothing", async () => {
    const before = await bytes("whole/report.html");
    expect((await train(shopConfig(path), path("whole"), { catalogue, resume: true })).epochs).toBe(8);
    expect(await bytes("whole/report.html")).toBe(before);
  });

  test("the config in the folder is a project of its own, with plugins", async () => {
    const plugin = "export const halved = null;";
    await writeFile(path("p.js"), plugin);
    const { config } = await readProject(path("whole/config.yaml"));
    expect(config).toEqual(shopConfig(path));
    await writeFile(path("plugged.yaml"), "plugins: [./p.js]\ndata: { u: u.npy, v: v.npy }\n");
    await expect(readProject(path("plugged.yaml"))).rejects.toThrow(/plugins: expected none.*p\.js/);
    const asked: string[] = [];
    await readProject(path("plugged.yaml"), async (plugins) => {
      asked.push(...plugins);
      return catalogue;
    });
    expect(asked).toEqual([path("p.js")]);
  });
});

describe("training refuses, before anything is written,", () => {
  const refused = async (folder: string, options: Partial<TrainOptions>, message: RegExp, changes = {}) => {
    await expect(train(shopConfig(path, changes), path(folder), { catalogue, ...options })).rejects.toThrow(message);
  };

  test("a folder that holds a run", () => refused("whole", {}, /expected a folder without a run/));

  test("a folder with something else in it, even to overwrite", async () => {
    await mkdir(path("photos"));
    await writeFile(path("photos/cat.txt"), "cat");
    await refused("photos", { overwrite: true }, /photos: expected an empty folder.*cat\.txt/);
    expect(await readdir(path("photos"))).toEqual(["cat.txt"]);
  });

  test("to overwrite a folder of one's own that happens to have a config", async () => {
    await mkdir(path("own"));
    await writeFile(path("own/config.yaml"), "data: {}");
    await writeFile(path("own/u.csv"), "x");
    await refused(
      "own",
      { overwrite: true },
      /own: expected an empty folder, or that of a run and nothing else.*u\.csv/,
    );
    expect((await readdir(path("own"))).sort()).toEqual(["config.yaml", "u.csv"]);
  });

  test("a file in place of a folder", () => refused("u.npy", {}, /u\.npy: expected a folder, received ENOTDIR/));

  test("to resume with another setting, naming it", () =>
    refused("whole", { resume: true }, /training\.epochs: expected 8, as in the run to resume.*received 9/, {
      training: { epochs: 9, batchSize: 32, optimizer: { name: "adam", learningRate: 0.01 } },
    }));

  test("to resume with other data", async () => {
    await cp(path("whole"), path("moved/run"), { recursive: true });
    await rm(path("moved/run/result.json"));
    await writeShop((name) => path(`moved/${name}`), 200);
    const { config } = await readProject(path("moved/run/config.yaml"));
    await expect(train(config, path("moved/run"), { catalogue, resume: true })).rejects.toThrow(
      /expected the settings that it was made with/,
    );
  });

  test("encoders that do not fit each other", async () => {
    const encoders = { u: { name: "mlp", dimension: 4 }, v: { name: "mlp", dimension: 5 } };
    await refused("never", {}, /encoders: expected one embedding dimension/, { encoders });
  });

  test("an encoder for samples of another shape", async () => {
    const encoders = { u: { name: "leNet" }, v: { name: "mlp" } };
    await refused("never", {}, /leNet/, { encoders });
    await expect(readdir(path("never"))).rejects.toThrow("ENOENT");
  });
});

test("with rows on the disk, a run is that of rows in memory, bit for bit, also when it was stopped and resumed", async () => {
  const data = {
    u: { file: path("u.csv"), columns: ["a", "b", "class"] },
    v: { file: path("u.csv"), columns: ["d", "e"] },
    key: "sku",
    transform: "whiten",
  };
  const run = (streaming: boolean) => shopConfig(path, { data: { ...data, streaming } });
  await train(run(false), path("in-memory"), { catalogue });
  const controller = new AbortController();
  const stopped = train(run(true), path("streamed"), {
    catalogue,
    signal: controller.signal,
    onEpoch: ({ epoch }) => epoch === 3 && controller.abort(),
  });
  await expect(stopped).rejects.toMatchObject({ name: "Interrupted" });
  await train(run(true), path("streamed"), { catalogue, resume: true });
  for (const name of ["model.safetensors", "evaluation.json", "metrics.jsonl", "result.json"])
    expect(await readFile(path(`streamed/${name}`), "utf8")).toBe(await readFile(path(`in-memory/${name}`), "utf8"));
  const evaluated = await Promise.all(
    ["in-memory", "streamed"].map(async (folder) => {
      const opened = await openRun(path(folder));
      const evaluation = await evaluate(opened, { pairs: "validation", bootstrap: 0 });
      disposeModel(opened);
      return evaluation;
    }),
  );
  expect(evaluated[1]).toEqual(evaluated[0]);
});

test("a side that never changes is refused before anything is written; one that does not change in the test part trains", async () => {
  const lines = (word: (i: number) => string) => Array.from({ length: 60 }, (_, i) => `${i},${Math.sin(i)},${word(i)}`);
  const config = (file: string) =>
    shopConfig(path, {
      data: { u: { file: path(file), columns: ["a"] }, v: { file: path(file), columns: ["word"] }, key: "id" },
      training: { epochs: 1, batchSize: 16 },
    });
  await writeFile(path("same.csv"), ["id,a,word", ...lines(() => "same")].join("\n"));
  await expect(train(config("same.csv"), path("same"), { catalogue })).rejects.toThrow(
    /data\.v: expected samples that differ, received the same one in all \d+ pairs/,
  );
  await expect(readdir(path("same"))).rejects.toThrow();
  const parts = splitByKey(
    Array.from({ length: 60 }, (_, i) => String(i)),
    { seed: 1 },
  );
  const word = (i: number) => (parts[i] === "test" || i % 2 === 0 ? "even" : "odd");
  await writeFile(path("rare.csv"), ["id,a,word", ...lines(word)].join("\n"));
  await train(config("rare.csv"), path("rare"), { catalogue });
  expect(await readdir(path("rare"))).not.toContain("evaluation.json");
  const run = await openRun(path("rare"));
  await expect(evaluate(run)).rejects.toThrow(/pairs: expected at least 2 different samples of v, received 1, in/);
  disposeModel(run);
});

test("a loss of several positives trains on repeated keys, and is refused where every pair is alone", async () => {
  const rows = (columns: string, count: number, row: (i: number) => string) =>
    `${columns}\n${Array.from({ length: count }, (_, i) => row(i)).join("\n")}\n`;
  await writeFile(
    path("photos.csv"),
    rows("sku,a,b", 60, (i) => `p${i},${Math.sin(i)},${Math.cos(3 * i)}`),
  );
  await writeFile(
    path("captions.csv"),
    rows("sku,c,d", 180, (i) => `p${i % 60},${Math.sin(i % 60)},${Math.cos(i)}`),
  );
  const data = { u: path("photos.csv"), v: path("captions.csv"), key: "sku", repeated: "combine" };
  const config = shopConfig(path, { data, loss: "multi-positive" });
  const result = await train(config, path("several"), { catalogue });
  const plain = await train(shopConfig(path, { data }), path("single"), { catalogue });
  expect(result.pairs).toEqual(plain.pairs);
  expect(result.loss).not.toBe(plain.loss);
  const run = await openRun(path("several"));
  expect((await evaluate(run, { bootstrap: 0 })).loss).toBeGreaterThan(Number.NEGATIVE_INFINITY);
  disposeModel(run);
  await expect(train(shopConfig(path, { loss: "multi-positive" }), path("alone"), { catalogue })).rejects.toThrow(
    /loss "multi-positive": expected pairs that belong together: groups, or keys that occur several times, received 1\d\d pairs/,
  );
  expect(await readdir(path("."))).not.toContain("alone");
});
