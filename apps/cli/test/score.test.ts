import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNpy, writeNpy } from "@crosstilt/formats/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./run-cli.js";

const [n, d] = [5, 3];
const entry = (side: number) => Float64Array.from({ length: n * d }, (_, k) => Math.sin(side + 1.7 * k));
const [u, v] = [entry(1), entry(2)];

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "crosstilt-score-"));
  await writeNpy(at("u.npy"), { shape: [n, d], data: u });
  await writeNpy(at("v.npy"), { shape: [n, d], data: Float32Array.from(v) });
  await writeNpy(at("short.npy"), { shape: [n - 1, d], data: v.slice(d) });
  await writeNpy(at("nan.npy"), { shape: [n, d], data: v.map((x, k) => (k === 7 ? Number.NaN : x)) });
  await writeNpy(at("vector.npy"), { shape: [n * d], data: v });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const score = (...args: string[]) => runCli(["score", "--u", at("u.npy"), "--v", at("v.npy"), "--json", ...args]);

/** The conditional loss with cosine at a temperature, in float64. */
function reference(temperature: number, uAt = u): number {
  const unit = (rows: Float64Array, i: number) => {
    const row = Array.from(rows.subarray(i * d, (i + 1) * d));
    const norm = Math.hypot(...row);
    return row.map((x) => x / norm);
  };
  const s = (i: number, j: number) => unit(uAt, i).reduce((sum, x, k) => sum + x * unit(v, j)[k]!, 0) / temperature;
  const indices = Array.from({ length: n }, (_, i) => i);
  const logMean = (values: number[]) => Math.log(values.reduce((sum, x) => sum + Math.exp(x), 0) / n);
  const rows = indices.map((i) => logMean(indices.map((j) => s(i, j))) - s(i, i));
  const columns = indices.map((j) => logMean(indices.map((i) => s(i, j))) - s(j, j));
  return [...rows, ...columns].reduce((sum, x) => sum + x, 0) / (2 * n);
}

describe("score", () => {
  test("prints the loss of the agreed shape, and writes gradients that central differences confirm", async () => {
    const args = [
      "--metric",
      "cosine",
      "--temperature",
      "0.5",
      "--loss",
      "conditional",
      "--gradient-out",
      at("gradients"),
    ];
    const { code, stdout } = await score(...args, "--lambda-u", "1", "--lambda-v", "1");
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ metric: "cosine", n, d });
    expect(result.loss).toBeCloseTo(reference(0.5), 5);
    expect((result.terms.uGivenV + result.terms.vGivenU) / 2).toBeCloseTo(result.loss, 5);
    const gradient = await readNpy(join(at("gradients"), "u.npy"));
    expect(gradient.shape).toEqual([n, d]);
    for (let k = 0; k < n * d; k++) {
      const moved = (step: number) =>
        reference(
          0.5,
          u.map((x, i) => (i === k ? x + step : x)),
        );
      expect(Number(gradient.data[k])).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 4);
    }
  });

  test("gives the same loss on any number of threads", async () => {
    for (const threads of ["1", "2"])
      expect(JSON.parse((await score("--temperature", "0.5", "--threads", threads)).stdout).loss).toBeCloseTo(
        reference(0.5),
        5,
      );
  });

  test("takes options of losses as typed flags, and refuses what they cannot mean", async () => {
    const shuffled = JSON.parse((await score("--loss", "joint", "--product", "shuffled")).stdout);
    expect(shuffled.settings.loss).toEqual({ name: "joint", product: "shuffled" });
    expect((await score("--loss", "joint", "--product", "some")).code).toBe(2);
    expect((await score("--loss", "clip", "--product", "all")).code).toBe(2);
  });

  test("gives MMD its raw samples", async () => {
    const inputs = ["--inputs-u", at("u.npy"), "--inputs-v", at("v.npy")];
    expect(JSON.parse((await score("--loss", "joint-mmd", ...inputs)).stdout).terms).toHaveProperty("spread");
    const without = await score("--loss", "joint-mmd");
    expect(without).toMatchObject({ code: 1, stdout: "" });
    expect(without.stderr).toMatch(/--inputs-u and --inputs-v/);
  });

  test.each([
    ["short.npy", /same shape.*\[5,3\] and \[4,3\]/],
    ["nan.npy", /finite numbers.*NaN in row 2/],
    ["vector.npy", /a matrix \[n, d\].*shape \[15\]/],
    ["absent.npy", /absent.npy.*no such file/],
  ])("refuses %s in place of v with nothing on stdout", async (file, message) => {
    const { code, stdout, stderr } = await runCli(["score", "--u", at("u.npy"), "--v", at(file), "--json"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
  });
});

test.each([["u.npy"], ["u.npy/below"], [""]])("gradients into %j are refused, and no loss is printed", async (name) => {
  const { code, stdout, stderr } = await score("--gradient-out", name && at(name));
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/--gradient-out: expected a folder that can be made and written to, received/);
});

test("losses and metrics are listed from their definitions", async () => {
  const { stdout } = await runCli(["losses", "--json"]);
  const names = JSON.parse(stdout).losses.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(["conditional", "joint-mmd", "vicreg"]));
  expect((await runCli(["metrics", "hyperbolic"])).stdout).toMatch(/Lorentzian/);
  expect((await runCli(["losses", "conditionl"])).stderr).toMatch(/Did you mean "conditional"/);
});

test("an output that cannot be written is one clear line, without a stack trace", async () => {
  const readOnly = await open(at("u.npy"), "r");
  const { code, stderr } = await runCli(["losses", "--json"], undefined, ["ignore", readOnly.fd, "pipe"]);
  await readOnly.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: the output cannot be written: .*\n$/);
});
