import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGenerator } from "../../../packages/core/src/generator.js";
import { writeNpy } from "../../../packages/formats/src/node.js";
import { runCli } from "./run-cli.js";

let folder: string;
const at = (name: string) => join(folder, name);

/** The JSON of a command that must work: nothing else may stand on stdout. */
async function json(...args: string[]) {
  const { code, stdout, stderr } = await runCli([...args, "--json"]);
  expect(stderr).not.toMatch(/error:/);
  expect(code).toBe(0);
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  return JSON.parse(stdout);
}

/** The error of a command that must fail. */
async function refusal(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(args);
  expect([code === 0, stdout]).toEqual([false, ""]);
  expect(stderr).not.toMatch(/ at .*\.js:\d+/);
  return stderr;
}

/** 300 pairs with a common part, as CSV with keys, classes and names that need quotes, and as NPY. */
async function writePairs(): Promise<void> {
  const generator = createGenerator(3);
  const [u, v]: [string[], number[]] = [["sku,a,b,c,class"], []];
  for (let i = 0; i < 300; i++) {
    const z = [generator.normal(), generator.normal()];
    const noise = () => 0.05 * generator.normal();
    const row = [z[0]! + noise(), z[1]! + noise(), z[0]! - z[1]! + noise()];
    u.push([`"p,${i}"`, ...row, z[0]! > 0 ? "rouge" : "bleu"].join(","));
    v.push(z[1]! + noise(), z[0]! + noise());
  }
  await writeFile(at("u.csv"), u.join("\n"));
  await writeNpy(at("v.npy"), { shape: [300, 2], data: Float32Array.from(v) });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "crosstilt-project-"));
  await writePairs();
  const flags = ["--u-columns", "a", "b", "c", "--dimension", "8", "--epochs", "6"];
  await json("init", at("config.yaml"), "--u", at("u.csv"), "--v", at("v.npy"), ...flags);
  await json("train", at("config.yaml"), "--out", at("run"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("from two files to answers", () => {
  test("init writes a config that editors can check, with files relative to it", async () => {
    const text = await readFile(at("config.yaml"), "utf8");
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/crosstilt\.schema\.json\n/);
    expect(text).toContain("file: u.csv");
    expect(JSON.parse(await readFile(at("crosstilt.schema.json"), "utf8")).title).toBe("crosstilt config");
    expect(await refusal("init", at("config.yaml"), "--u", at("u.csv"), "--v", at("v.npy"))).toMatch(
      /expected a new file/,
    );
  });

  test("estimate says what training will take", async () => {
    const { pairs, stepBytes, seconds, data } = await json("estimate", at("config.yaml"));
    expect(pairs.train + pairs.validation + pairs.test).toBe(300);
    expect(stepBytes).toBeGreaterThan(0);
    expect(seconds).toBeGreaterThan(0);
    expect(data.correlation.canonical[0]).toBeGreaterThan(0.95);
  });

  test("train leaves a run, and does not replace it unasked", async () => {
    expect(await readdir(at("run"))).toEqual(
      expect.arrayContaining(["model.safetensors", "report.html", "result.json"]),
    );
    expect(await refusal("train", at("config.yaml"), "--out", at("run"))).toMatch(/expected a folder without a run/);
    expect((await json("train", "--resume", "--out", at("run"))).epochs).toBe(6);
  });

  test("evaluate prints a table and keeps the numbers", async () => {
    const { stdout } = await runCli(["evaluate", at("run")]);
    expect(stdout).toMatch(/recall@1 +0\.\d{3} \(0\.\d{3} to [01]\.\d{3}\)/);
    const kept = JSON.parse(await readFile(at("run/evaluation.json"), "utf8"));
    expect(stdout).toContain(kept.uToV.metrics["recall@10"].toFixed(3));
    const { count, pairs } = await json(
      "evaluate",
      at("run"),
      "--u",
      at("u.csv"),
      "--v",
      at("v.npy"),
      "--bootstrap",
      "0",
    );
    expect([count, pairs]).toEqual([300, "files"]);
  });

  test("retrieve takes samples as well as a file of them, one or the other", async () => {
    const { results } = await json(
      "retrieve",
      at("run"),
      "--query",
      '{"a": 1, "b": 0.5, "c": 0.5}',
      "[1, 2, 3]",
      "-k",
      "2",
    );
    expect(results.map(({ query }: { query: string }) => query)).toEqual(["0", "1"]);
    for (const flags of [[], ["--query", "[1, 2, 3]", "--queries", at("u.csv")]])
      expect(await refusal("retrieve", at("run"), ...flags)).toMatch(/--queries and --query: expected one of them/);
    expect(await refusal("retrieve", at("run"), "--query", "{a")).toMatch(/--query: expected a text, or JSON/);
  });

  test("retrieve names what the key column names", async () => {
    const { results } = await json("retrieve", at("run"), "--queries", at("u.csv"), "--key", "sku", "-k", "3");
    expect(results).toHaveLength(300);
    expect(results[7]).toMatchObject({ query: "p,7" });
    expect(results[7].matches).toHaveLength(3);
  });

  test("sample draws the same for the same seed", async () => {
    const draws = () =>
      json("sample", at("run"), "--given", "v", "--queries", at("v.npy"), "--seed", "5", "--count", "4");
    expect(await draws()).toEqual(await draws());
  });

  test("finetune learns classes that classify uses", async () => {
    const learned = await json(
      "finetune",
      at("run"),
      "--samples",
      at("u.csv"),
      "--labels",
      "class",
      "--out",
      at("classes"),
    );
    expect(learned.classes).toEqual(["bleu", "rouge"]);
    expect(learned.accuracy).toBeGreaterThan(0.8);
    const question = ["--queries", at("u.csv"), "--classes", at("classes"), "--truth", "class"];
    expect((await json("classify", at("run"), ...question)).accuracy).toBeGreaterThan(0.8);
  });

  test("export writes embeddings and a model", async () => {
    const files = ["--embeddings", at("out.parquet"), "--model", at("model")];
    const written = await json("export", at("run"), "--side", "v", ...files);
    expect(written).toMatchObject({ count: 300, dimension: 8 });
    expect(written.files).toHaveLength(3);
  });

  test("a plugin that the config names is loaded from beside it, also when the run is opened again", async () => {
    const core = new URL("../../../packages/core/dist/index.js", import.meta.url).href;
    await writeFile(
      at("plain.js"),
      `import { defineMetric } from ${JSON.stringify(core)};
      export const plain = defineMetric({ name: "plain", summary: "Inner product.", formula: "<u, v>", source: "test",
        options: {}, parameters: () => ({}), form: (u, v) => ({ u, v }), describe: () => ({}) });`,
    );
    const text = (await readFile(at("config.yaml"), "utf8")).replace(
      "metric: cosine",
      "metric: plain\nplugins: [./plain.js]",
    );
    await writeFile(at("plugged.yaml"), text);
    await json("train", at("plugged.yaml"), "--out", at("plugged"));
    expect((await json("retrieve", at("plugged"), "--queries", at("u.csv"))).results).toHaveLength(300);
  });
});

test.each(["usearch", "lancedb"])(
  "index with %s measures recall, serve answers from it and ends by itself when told to",
  async (name) => {
    const { engine, recall } = await json("index", at("run"), "--engine", name, "--out", at("v.index"));
    expect([engine, recall.k, recall.share > 0.95]).toEqual([name, 10, true]);
    const answers: unknown[] = [];
    const ask = async (url: string, body?: string) => {
      const options = body ? { method: "POST", headers: { "Content-Type": "application/json" }, body } : {};
      const response = await fetch(url, options);
      answers.push([response.status, await response.json()]);
    };
    const args = ["serve", at("run"), "--index", at("v.index"), "--classes", at("classes"), "--port", "0", "--json"];
    const { code, stdout } = await runCli(args, (child) => {
      child.stdout?.once("data", async (text) => {
        const { url } = JSON.parse(String(text));
        await ask(`${url}retrieve`, '{"samples":[{"a":1,"b":0.5,"c":0.5}],"k":2}');
        await ask(`${url}classify`, '{"samples":[[2,0,2]],"k":1}');
        await ask(`${url}retrieve`, '{"given":"v","samples":[[1,2]]}');
        child.kill("SIGTERM");
      });
    });
    expect([code, stdout.trimEnd().split("\n")]).toEqual([0, [expect.stringContaining("http://127.0.0.1:")]]);
    expect(answers).toEqual([
      [
        200,
        {
          results: [
            {
              matches: [expect.objectContaining({ name: expect.any(String) }), expect.anything()],
              noPartner: expect.any(Number),
            },
          ],
        },
      ],
      [200, { results: [expect.objectContaining({ label: "rouge" })] }],
      [404, { error: "no gallery of u is served" }],
    ]);
  },
);

test("stopped by a signal, training saves and says so, and goes on to the same bits", async () => {
  const text = (await readFile(at("config.yaml"), "utf8")).replace("epochs: 6", "epochs: 100");
  await writeFile(at("long.yaml"), text);
  const stopped = await runCli(["train", at("long.yaml"), "--out", at("long")], (child) => {
    // Once: a second signal ends it at once, without a checkpoint.
    let sent = false;
    child.stderr?.on("data", (words) => {
      if (!sent && String(words).includes("training")) sent = child.kill("SIGINT");
    });
  });
  expect([stopped.code, stopped.stdout]).toEqual([130, ""]);
  expect(stopped.stderr).toMatch(/checkpoint is saved/);
  await json("train", "--resume", "--out", at("long"));
  await json("train", at("long.yaml"), "--out", at("whole"));
  const weights = (run: string) => readFile(at(`${run}/model.safetensors`), "base64");
  expect(await weights("long")).toBe(await weights("whole"));
});

describe("misuse is refused in a sentence", () => {
  test.each<[string, string[], RegExp]>([
    ["no config", ["train"], /config: expected a file in YAML or TypeScript, received none/],
    ["a config that is not there", ["train", "no.yaml"], /no\.yaml: expected a file that can be read/],
    ["no run", ["evaluate", "nowhere"], /model\.json.*written by training/],
    ["one file of pairs", ["evaluate", "RUN", "--u", "a.npy"], /--u and --v: expected both/],
    ["queries of another kind", ["retrieve", "RUN", "--queries", "V"], /v\.npy/],
    ["a prior of words", ["classify", "RUN", "--queries", "V", "--prior", "many"], /positive numbers/],
    ["a group without column", ["evaluate", "RUN", "--group", "u:"], /u:<column>/],
    ["nothing to export", ["export", "RUN"], /--embeddings or --model/],
    [
      "a folder that is no gallery",
      ["retrieve", "RUN", "--queries", "U", "--gallery", "RUN"],
      /gallery\.json: expected/,
    ],
    [
      "a key to init with that no file has",
      ["init", "new.yaml", "--u", "U", "--v", "U", "--key", "skew"],
      /u\.csv, column "skew".*"sku"/,
    ],
    ["a port that is none", ["serve", "RUN", "--port", "70000"], /port: expected an integer from 0 to 65535/],
    [
      "a place where no folder can be",
      ["index", "RUN", "--out", "U/deep"],
      /u\.csv\/deep: expected a folder that can be made/,
    ],
    ["no files to init from", ["init", "new.yaml", "--yes"], /--u and --v: expected the two files/],
  ])("%s", async (_, args, message) => {
    const places: Record<string, string> = { RUN: at("run"), U: at("u.csv"), V: at("v.npy") };
    expect(await refusal(...args.map((word) => word.replace(/^(RUN|U|V)(?=\/|$)/, (name) => places[name]!)))).toMatch(
      message,
    );
  });
});

test("a config in TypeScript is written, run and trained on; what it prints stays off stdout", async () => {
  const flags = ["--u-columns", "a", "b", "--dimension", "2", "--epochs", "1"];
  const { schema } = await json("init", at("typed.ts"), "--u", at("u.csv"), "--v", at("v.npy"), ...flags);
  expect(schema).toBeNull();
  const text = await readFile(at("typed.ts"), "utf8");
  await writeFile(at("typed.ts"), `console.log("mine");\n${text.replace("epochs: 1", "epochs: [2].length as number")}`);
  expect((await json("train", at("typed.ts"), "--out", at("typed"))).epochs).toBe(1);
  await writeFile(at("typed.ts"), text.replace("epochs: 1", "epochs: 0"));
  expect(await refusal("estimate", at("typed.ts"))).toMatch(
    /typed\.ts:\d+:13, training\.epochs: expected an integer >= 1/,
  );
  await writeFile(at("waits.ts"), "await new Promise(() => {});");
  expect(await refusal("estimate", at("waits.ts"))).toMatch(/waits\.ts awaits something that never happens/);
});
