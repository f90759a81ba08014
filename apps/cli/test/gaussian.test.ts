import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGenerator } from "../../../packages/core/src/generator.js";
import { writeNpy } from "../../../packages/formats/src/node.js";
import { runCli } from "./run-cli.js";

let folder: string;
const path = (name: string) => join(folder, `${name}.npy`);
const write = (name: string, rows: number[][]) =>
  writeNpy(path(name), { shape: [rows.length, rows[0]!.length], data: Float64Array.from(rows.flat()) });

/** Paired samples u = (x, x + e), v = 2 x + e' + 5, so that means differ from zero. */
function paired(count: number) {
  const rng = createGenerator(3);
  const rows = Array.from({ length: count }, () => {
    const x = rng.normal();
    return { u: [x, x + rng.normal()], v: [2 * x + rng.normal() + 5] };
  });
  return { u: rows.map(({ u }) => u), v: rows.map(({ v }) => v) };
}

/** Independent standard normals `[n, d]`. */
function noise(count: number, width: number, seed: number) {
  const rng = createGenerator(seed);
  return Array.from({ length: count }, () => Array.from({ length: width }, () => rng.normal()));
}

const fiveTimes = (rows: number[][]) => rows.flatMap((row) => Array.from({ length: 5 }, () => row));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "crosstilt-gaussian-"));
  const { u, v } = paired(3000);
  const few = paired(3);
  const complexHeader = "{'descr': '<c16', 'fortran_order': False, 'shape': (2, 2), }\n".padEnd(118);
  await Promise.all([
    write("plane", [
      [1.5, 1],
      [1, 1.5],
    ]),
    write("noise-u", noise(60, 10, 11)),
    write("noise-v", noise(60, 10, 12)),
    write("images", fiveTimes(noise(40, 4, 13))),
    write(
      "captions",
      fiveTimes(noise(40, 4, 14)).map((row, i) => [...row, i]),
    ),
    write("u", u),
    write("v", v),
    write("u-few", few.u),
    write("v-few", few.v),
    write("v-fewer", v.slice(0, 2999)),
    write("nan", [
      [1.5, Number.NaN],
      [Number.NaN, 1.5],
    ]),
    write("singular", [
      [1, 1],
      [1, 1],
    ]),
    write("indefinite", [
      [1, 2],
      [2, 1],
    ]),
    write("oblong", [
      [1.5, 1, 0],
      [1, 1.5, 0],
    ]),
    write("skew", [
      [1.5, 1],
      [-1, 1.5],
    ]),
    write(
      "v-nan",
      v.map(([x], i) => [i === 2500 ? Number.NaN : x!]),
    ),
    writeNpy(path("line"), { shape: [3000], data: new Float64Array(3000) }),
    writeNpy(path("empty"), { shape: [0, 2], data: new Float64Array(0) }),
    writeFile(path("text"), "not an array"),
    writeFile(
      path("complex"),
      Buffer.concat([Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1"), Buffer.from(complexHeader), Buffer.alloc(64)]),
    ),
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const plane = () => ["gaussian", "--covariance", path("plane"), "--split", "1"];
const twoSided = ["--metric", "inner-product", "--loss", "conditional"];
const quadraticOneSided = ["--metric", "quadratic", "--loss", "conditional", "--lambda-u", "2", "--lambda-v", "0"];

describe("gaussian", () => {
  test("prints one JSON object with every quantity of the two-dimensional example", async () => {
    const { code, stdout, stderr } = await runCli([...plane(), ...twoSided, "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const report = JSON.parse(stdout);
    expect(stdout).toBe(`${JSON.stringify(report)}\n`);
    expect(report.sigma[0]).toBeCloseTo(2 / 3, 12);
    expect(report.A[0][0]).toBeCloseTo(4 / 9, 12);
    expect(report.G[0][0] * report.H[0][0]).toBeCloseTo(report.A[0][0], 12);
    expect(report.B[0][0]).toBeCloseTo(report.G[0][0] ** 2, 12);
    expect(report.D[0][0]).toBeCloseTo(report.H[0][0] ** 2, 12);
    expect(report.mutualInformation).toBeCloseTo(-0.5 * Math.log(1 - 4 / 9), 12);
    expect(report.errors.uGivenV.mean).toBeCloseTo(0, 12);
    expect(report.errors.uGivenV.covariance).toBeCloseTo(1.5 - 5 / 6, 12);
    expect(report.klUGivenV).toBeCloseTo(0.5 * (5 / 9 - 1 - Math.log(5 / 9)), 12);
    expect(report).toMatchObject({ loss: expect.any(Number), klJoint: expect.any(Number), notes: [] });
  });

  test("of the quadratic one-sided loss matches u given v exactly and says what it leaves open", async () => {
    const { stdout } = await runCli([...plane(), ...quadraticOneSided, "--json"]);
    const { klUGivenV, errors, notes } = JSON.parse(stdout);
    expect(klUGivenV).toBeCloseTo(0, 12);
    expect(errors.uGivenV.covariance).toBeCloseTo(0, 12);
    expect(notes).toEqual([expect.stringMatching(/vGivenU: lambdaV is 0/)]);
  });

  test("takes a rank below the full one, and notes weights that a joint loss does not have", async () => {
    const law = ["gaussian", "--samples", path("u"), path("v"), "--metric", "quadratic", "--loss", "joint"];
    const { stdout } = await runCli([...law, "--rank", "1", "--lambda-u", "2", "--json"]);
    const { G, H, offsetV, notes } = JSON.parse(stdout);
    expect([G.length, H.length, G[0].length, H[0].length]).toEqual([1, 1, 2, 1]);
    expect(offsetV[0]).toBeCloseTo(-5 * H[0][0], 0);
    expect(notes).toEqual([expect.stringMatching(/plug-in law of 3000/), expect.stringMatching(/lambdaU.*not used/)]);
  });

  test("a ridge makes a singular covariance usable and is stated", async () => {
    const { code, stdout } = await runCli([
      ...["gaussian", "--covariance", path("singular"), "--split", "1", "--ridge", "0.01", "--json"],
      ...twoSided,
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).notes).toEqual([expect.stringMatching(/ridge: 0.01/)]);
  });

  test("prints text for people", async () => {
    const { stdout } = await runCli([...plane(), ...twoSided]);
    expect(stdout).toMatch(/canonical correlations +0.666667\n/);
    expect(stdout).toMatch(/mutual information +0.293893\n[\s\S]*G \[1, 1\]\n +0.666667\n/);
  });
});

describe("advise", () => {
  test("gives the frontier of weights, from all for v given u to all for u given v", async () => {
    const law = ["--covariance", path("plane"), "--split", "1", "--purpose", "sample-u-given-v", "--frontier"];
    const { frontier } = JSON.parse((await runCli(["advise", ...law, "--json"])).stdout);
    expect(frontier).toHaveLength(21);
    expect(frontier[0].klVGivenU).toBeCloseTo(0, 12);
    expect(frontier[20].klUGivenV).toBeCloseTo(0, 12);
    expect(frontier[0].klUGivenV).toBeGreaterThan(frontier[10].klUGivenV);
    const { stdout } = await runCli(["advise", ...law]);
    expect(stdout).toMatch(/\n\(0, 2\) +[\d.]+ +\S+\n/);
  });

  test("recommends the general quadratic metric for sampling u given v, from samples, as one JSON object", async () => {
    const { code, stdout } = await runCli([
      ...["advise", "--samples", path("u"), path("v"), "--purpose", "sample-u-given-v", "--json"],
    ]);
    expect(code).toBe(0);
    const { recommended, table, purpose } = JSON.parse(stdout);
    expect(purpose).toBe("sample-u-given-v");
    expect(recommended).toMatchObject({
      metric: "general-quadratic",
      loss: "conditional",
      lambdaU: 1,
      lambdaV: 1,
      rank: 1,
    });
    expect(recommended.reason).toMatch(/mean and covariance of both conditionals exactly/);
    expect(table.length).toBeGreaterThanOrEqual(6);
    for (const row of table) expect(row.error).toBeGreaterThanOrEqual(recommended.error - 1e-9);
  });

  test("says of independent samples that nothing speaks for a model, with the truth in every interval", async () => {
    const { stdout } = await runCli([
      ...["advise", "--samples", path("noise-u"), path("noise-v"), "--purpose", "sample-u-given-v", "--json"],
    ]);
    const { recommended, baselineInterval, mutualInformationInterval, dependence } = JSON.parse(stdout);
    expect(recommended).toMatchObject({ metric: "none", rank: 0 });
    expect([baselineInterval[0], mutualInformationInterval[0], dependence.dependent]).toEqual([0, 0, false]);
    const text = await runCli(["advise", "--samples", path("noise-u"), path("noise-v"), "--purpose", "joint"]);
    expect(text.stdout).toMatch(
      /For joint: no model\.\nNo model is surely better.*\n\nNo evidence of dependence \(Bartlett p = 0\./,
    );
  });

  test("five captions an image do not leak: the ranking error is predicted near chance", async () => {
    const { stdout } = await runCli([
      ...["advise", "--samples", path("images"), path("captions"), "--purpose", "retrieval", "--json"],
    ]);
    const { recommended, dependence } = JSON.parse(stdout);
    expect([recommended.metric, dependence.groups, dependence.count]).toEqual(["none", 40, 200]);
  });

  test("recommends the inner product for point estimates from a covariance, as text", async () => {
    const { stdout } = await runCli([
      ...["advise", "--covariance", path("plane"), "--split", "1", "--purpose", "point-estimate-u-given-v"],
    ]);
    expect(stdout).toMatch(/^For point-estimate-u-given-v: inner-product, conditional loss \(1, 1\), rank 1\.\n/);
  });
});

describe("bad input ends with a clear error and an empty stdout", () => {
  const covariance = (name: string, split = "1") => ["gaussian", "--covariance", path(name), "--split", split];
  const samples = (u: string, v: string) => ["gaussian", "--samples", path(u), path(v)];

  test.concurrent.each<[string, () => string[], number, RegExp]>([
    ["NaN", () => covariance("nan"), 1, /covariance\[0\]\[1\].*finite/],
    ["a singular covariance", () => covariance("singular"), 1, /a singular one.*ridge/],
    ["an indefinite covariance", () => covariance("indefinite"), 1, /an indefinite one.*ridge/],
    ["an asymmetric covariance", () => covariance("skew"), 1, /symmetric/],
    ["a covariance that is not square", () => covariance("oblong"), 1, /covariance/],
    ["a covariance of one axis", () => covariance("line"), 1, /line\.npy: expected an array \[n, n\].*\[3000\]/],
    ["complex numbers", () => covariance("complex"), 1, /complex\.npy.*c16/],
    ["a file of text", () => covariance("text"), 1, /text\.npy/],
    ["a file that is not there", () => covariance("missing"), 1, /missing\.npy/],
    ["a split beyond the covariance", () => covariance("plane", "2"), 1, /split: expected a whole number from 1 to 1/],
    ["a split of zero", () => covariance("plane", "0"), 2, /--split.*integer >= 1/],
    ["no split", () => ["gaussian", "--covariance", path("plane")], 2, /needs --split/],
    ["no law", () => ["gaussian"], 2, /--covariance C\.npy --split k, or --samples/],
    ["two laws", () => [...covariance("plane"), "--samples", path("u"), path("v")], 2, /cannot be used with/],
    ["one file of samples", () => ["gaussian", "--samples", path("u")], 2, /takes two files.*got 1/],
    ["three files of samples", () => [...samples("u", "v"), path("v")], 2, /takes two files.*got 3/],
    ["samples of one axis", () => samples("line", "v"), 1, /line\.npy.*Reshape it to \[n, 1\]/],
    ["empty samples", () => samples("empty", "v"), 1, /empty\.npy.*shape \[0,2\]/],
    ["u and v of different counts", () => samples("u", "v-fewer"), 1, /3000 in .*2999 in/],
    ["NaN among samples", () => samples("u", "v-nan"), 1, /samples row 2500.*NaN/],
    ["fewer samples than dimensions", () => samples("u-few", "v-few"), 1, /more samples than the 3.*ridge/],
    ["a negative weight", () => [...covariance("plane"), "--lambda-u", "-1"], 2, /--lambda-u.*>= 0/],
    ["a weight that is no number", () => [...covariance("plane"), "--lambda-v", "1+2i"], 2, /--lambda-v.*finite/],
    [
      "weights of zero",
      () => [...covariance("plane"), "--lambda-u", "0", "--lambda-v", "0"],
      1,
      /at least one weight above 0/,
    ],
    ["a rank of zero", () => [...covariance("plane"), "--rank", "0"], 2, /--rank.*integer >= 1/],
    ["an infinite ridge", () => [...covariance("plane"), "--ridge", "Infinity"], 2, /--ridge.*finite/],
  ])("%s", async (_, args, code, message) => {
    const result = await runCli([...args(), ...twoSided, "--json"]);
    expect(result).toMatchObject({ code, stdout: "" });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  test("an unknown metric, a missing loss and an unknown purpose", async () => {
    for (const args of [
      [...plane(), "--metric", "cosine", "--loss", "joint"],
      [...plane(), "--metric", "quadratic"],
      ["advise", "--samples", path("u"), path("v"), "--purpose", "fun"],
    ])
      expect(await runCli(args)).toMatchObject({ code: 2, stdout: "" });
  });

  test("advice from fewer samples than folds", async () => {
    const { code, stdout, stderr } = await runCli([
      ...["advise", "--samples", path("u-few"), path("v-few"), "--purpose", "joint", "--json"],
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/samples: expected at least 10 groups of samples/);
  });

  test("labels of groups that are too few, and groups without samples", async () => {
    const samples = ["--samples", path("u"), path("v"), "--purpose", "joint", "--group", path("u-few")];
    expect((await runCli(["advise", ...samples])).stderr).toMatch(/u-few\.npy.*one label for each of the 3000 pairs/);
    const law = ["--covariance", path("plane"), "--split", "1", "--purpose", "joint", "--group", path("u-few")];
    expect(await runCli(["advise", ...law])).toMatchObject({ code: 2, stdout: "" });
  });
});
