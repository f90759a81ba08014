import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { useBackend } from "@crosstilt/backends";
import { addPlugin, createCatalogue } from "@crosstilt/catalogue";
import { beforeAll, expect, test } from "vitest";
import { resolveConfig, train } from "../src/index.js";
import { shopConfig, temporaryFolder, writeShop } from "./shop.js";

const { path } = temporaryFolder();
beforeAll(() => useBackend("wasm"));

const exampleUrl = (name: string) => new URL(`../../../examples/${name}`, import.meta.url).href;

/** What an example prints: one JSON object. */
function example(name: string, ...args: string[]): Promise<Record<string, unknown>> {
  const file = fileURLToPath(exampleUrl(name));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const [stdout, stderr]: [string[], string[]] = [[], []];
    child.stdout.on("data", (text) => stdout.push(String(text)));
    child.stderr.on("data", (text) => stderr.push(String(text)));
    child.on("close", (code) =>
      code === 0 ? resolve(JSON.parse(stdout.join(""))) : reject(new Error(stderr.join("").slice(-2000))),
    );
  });
}

test("arrays become a model that is the same when it is loaded again", async () => {
  const { recall, epochs } = (await example("arrays-to-model.mjs", path("arrays"))) as {
    recall: number[];
    epochs: number;
  };
  expect(epochs).toBe(8);
  expect(recall[0]).toBeGreaterThan(0.5);
  expect(recall[1]).toBe(recall[0]);
});

test("two files become a run that answers, and its exported model is served", async () => {
  await writeShop(path);
  const trained = await example("two-files.mjs", path("u.npy"), path("v.npy"), path("shop"));
  expect(trained["recall@5"]).toBeGreaterThan(0.2);
  expect(trained.matches).toHaveLength(3);
  const served = await example("serve-browser-model.mjs", path("shop"), path("v.npy"));
  expect(served).toMatchObject({ status: 200, results: [{ matches: [{ probability: expect.any(Number) }, {}, {}] }] });
});

test("several positives and extra negatives train", async () => {
  const { losses } = (await example("positives-and-negatives.mjs")) as { losses: number[] };
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
});

test("a config holds parts as a program makes them, an own loss among them", async () => {
  const config = await import(exampleUrl("own-loss/config.mjs"));
  const catalogue = createCatalogue();
  addPlugin(catalogue, await import(exampleUrl("own-loss/soft-margin.mjs")), "soft-margin.mjs");
  const { loss, metric, encoders } = resolveConfig(config.default, catalogue);
  expect(loss).toEqual({ name: "soft-margin", margin: 0.1 });
  expect(metric).toMatchObject({ name: "cosine", temperature: 0.2 });
  expect(encoders.u).toMatchObject({ name: "mlp", hidden: [64], dimension: 16 });
  const result = await train(
    resolveConfig({ ...config.default, data: shopConfig(path).data }, catalogue),
    path("own"),
    { catalogue },
  );
  expect(result.epochs).toBe(5);
});

test("every example but the tutorials fits on a page", async () => {
  const folder = fileURLToPath(new URL("../../../examples", import.meta.url));
  for (const name of (await readdir(folder)).filter((file) => file.endsWith(".mjs"))) {
    const lines = (await readFile(`${folder}/${name}`, "utf8")).trimEnd().split("\n");
    expect(lines.length, name).toBeLessThanOrEqual(25);
  }
});

test("the MNIST halves run at a small size, far above chance and calibrated within bounds", async () => {
  const data = ["--train", "3000", "--test", "300", "--ridges", "0.1"];
  const args = [...data, "--epochs", "6", "--batch", "128", "--dimension", "16", "--width", "128"];
  const { recall, calibration, pairs } = (await example("mnist-halves/run.mjs", ...args, "--out", path("halves"))) as {
    recall: Record<"ours" | "cca", Record<string, number>>;
    calibration: { error: number };
    pairs: number;
  };
  expect(pairs).toBe(300);
  expect(recall.ours["recall@5"]).toBeGreaterThan(3 * (5 / 300));
  expect(recall.cca["recall@5"]).toBeGreaterThan(3 * (5 / 300));
  expect(calibration.error).toBeLessThan(0.3);
});
