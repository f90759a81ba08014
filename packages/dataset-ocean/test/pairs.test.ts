import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useBackend } from "@crosstilt/backends";
import { pairsChecks } from "@crosstilt/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  cachedPairs,
  createOcean,
  drawCoefficients,
  generatePairs,
  loadOcean,
  ocean,
  velocityField,
} from "../src/index.js";

const law = createOcean({ points: 8, modes: 5, seed: 2 });
let folder: string;

beforeAll(async () => {
  await useBackend("cpu");
  folder = await mkdtemp(join(tmpdir(), "ocean-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("generated pairs", () => {
  test("are the same bits alone, in any range and on any number of threads", async () => {
    const all = await generatePairs(law, { count: 300, threads: 1 });
    expect(await generatePairs(law, { count: 300, threads: 2 })).toEqual(all);
    const one = await generatePairs(law, { first: 211, count: 1, threads: 1 });
    expect(one.u).toEqual(all.u.slice(2110, 2120));
    expect(one.v).toEqual(all.v.slice(211 * 16, 212 * 16));
  });

  test("hold the coefficients of their index, and report progress to the end", async () => {
    const seen: number[] = [];
    const { u } = await generatePairs(law, { count: 200, threads: 1, onProgress: (done) => seen.push(done) });
    expect(u.slice(30, 40)).toEqual(Float32Array.from(drawCoefficients(law, 3)));
    expect(seen).toEqual([128, 200]);
  });

  test("move with the velocity at the start", async () => {
    const fine = createOcean({ points: 100_000, modes: 5 });
    const { v } = await generatePairs(fine, { count: 1, threads: 1 });
    const [wx, wy] = velocityField(fine, drawCoefficients(fine, 0)).velocity(0.75, 0.75, 0);
    expect((v[200]! - 0.75) / 1.01e-4 / wx).toBeCloseTo(1, 1);
    expect((v[201]! - 0.75) / 1.01e-4 / wy).toBeCloseTo(1, 1);
  });

  test("of several drifters share the field; noise is added to positions only", async () => {
    const quiet = await generatePairs(createOcean({ ...law.settings, drifters: 2 }), { count: 2, threads: 1 });
    const single = await generatePairs(law, { count: 2, threads: 1 });
    expect(quiet.v).toHaveLength(2 * 8 * 4);
    for (let i = 0; i < 16; i++) expect(quiet.v.slice(4 * i, 4 * i + 2)).toEqual(single.v.slice(2 * i, 2 * i + 2));
    const noisy = await generatePairs(createOcean({ ...law.settings, observationNoise: 0.01 }), {
      count: 400,
      threads: 1,
    });
    const clean = await generatePairs(law, { count: 400, threads: 1 });
    expect(noisy.u).toEqual(clean.u);
    const square = noisy.v.reduce((sum, value, i) => sum + (value - clean.v[i]!) ** 2, 0) / clean.v.length;
    expect(Math.sqrt(square) / 0.01).toBeCloseTo(1, 1);
  });

  test.each([1, 2])("on %i threads stop when told to", async (threads) => {
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error("enough"));
    await expect(
      generatePairs(law, { count: 100_000, threads, signal: controller.signal, onProgress }),
    ).rejects.toThrow("enough");
  });

  test("refuse no pairs", async () => {
    await expect(generatePairs(law, { count: 0 })).rejects.toThrow(/count: expected a whole number/);
  });
});

describe("the cache", () => {
  const options = { count: 20, threads: 1 };
  const saved = () => join(folder, "pairs.safetensors");

  test("gives back the same bits", async () => {
    const made = await cachedPairs(law, saved(), options);
    const read = await cachedPairs(law, saved(), options);
    expect([made.origin, read.origin]).toEqual(["made", "read"]);
    expect(read.u).toEqual(made.u);
    expect(read.v).toEqual(made.v);
  });

  test.each([
    [
      "one changed bit",
      (bytes: Buffer) => bytes.fill(bytes[bytes.length - 9]! ^ 1, bytes.length - 9, bytes.length - 8),
    ],
    ["a lost end", (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    ["other words", () => Buffer.from("not a data set")],
  ])("with %s is noticed and made anew", async (_name, damage) => {
    const whole = await cachedPairs(law, saved(), options);
    await writeFile(saved(), damage(await readFile(saved())));
    const again = await cachedPairs(law, saved(), options);
    expect(again.origin).toBe("replaced");
    expect(again.v).toEqual(whole.v);
    expect((await cachedPairs(law, saved(), options)).origin).toBe("read");
  });

  test("of other settings is not taken for these", async () => {
    await cachedPairs(law, saved(), options);
    expect((await cachedPairs(createOcean({ ...law.settings, seed: 9 }), saved(), options)).origin).toBe("replaced");
  });

  test("is left without leftovers when the making fails", async () => {
    const path = join(folder, "aborted", "pairs.safetensors");
    await expect(cachedPairs(law, path, { ...options, signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow(
      "no",
    );
    await expect(readdir(join(folder, "aborted"))).rejects.toThrow(/ENOENT/);
  });
});

describe("the data set", () => {
  const load = () => loadOcean({ points: 6, train: 12, test: 9, threads: 1, cache: folder });

  test("has splits that share no pair, and metadata that says what it is", async () => {
    const { train, test: held, metadata, origin } = await load();
    expect([train.length, held.length]).toEqual([12, 9]);
    expect(train.shape).toEqual({ u: [98], v: [6, 2] });
    expect(train.raw.u.slice(0, 98)).not.toEqual(held.raw.u.slice(0, 98));
    expect(metadata.wavevectors).toHaveLength(49);
    expect(metadata.settings.rmsSpeed).toBe(20);
    expect(origin.train).toBe("made");
    expect((await load()).origin).toEqual({ train: "read", test: "read" });
  });

  test("can be had by its definition", async () => {
    expect(ocean({ points: 4 }).options).toMatchObject({ points: 4, train: 32_268 });
    expect(() => ocean({ points: 0 })).toThrow(/points/);
  });

  describe("conforms", async () => {
    const { train } = await loadOcean({ points: 6, train: 5, test: 1, threads: 1, cache: null });
    for (const check of pairsChecks(train)) test(check.name, () => check.run());
  });
});
