import { readdir, readFile, writeFile } from "node:fs/promises";
import { useBackend } from "@crosstilt/backends";
import { arrayPairs, createGenerator } from "@crosstilt/core";
import { writeNpy } from "@crosstilt/formats/node";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { disposeModel, evaluate, load, openRun, resolveConfig, save, type TrainOptions, train } from "../src/index.js";
import { ridgeCanonical } from "../src/pool/canonical.js";
import { flat } from "../src/pool/linear-candidate.js";
import { axesOf, disposeAxes, momentsOf } from "../src/pool/moments.js";
import { catalogue, temporaryFolder } from "./shop.js";

const { path } = temporaryFolder();
const COUNT = 320;

/** Points on a circle and their angles' double, which no linear map finds, beside a coordinate that one does. */
async function writeRings() {
  const { normal, uniform } = createGenerator(11);
  const [u, v]: [number[], number[]] = [[], []];
  for (let i = 0; i < COUNT; i++) {
    const [angle, common] = [2 * Math.PI * uniform(), normal()];
    u.push(Math.cos(angle), Math.sin(angle), common + 0.3 * normal());
    v.push(Math.cos(2 * angle), Math.sin(2 * angle), common + 0.3 * normal());
  }
  await writeNpy(path("u.npy"), { shape: [COUNT, 3], data: Float32Array.from(u) });
  await writeNpy(path("v.npy"), { shape: [COUNT, 3], data: Float32Array.from(v) });
}

const config = (changes: object = {}) =>
  resolveConfig(
    {
      data: { u: path("u.npy"), v: path("v.npy"), split: { test: 0.25, validation: 0.2 } },
      training: { epochs: 6 },
      ...changes,
    },
    catalogue,
  );

beforeAll(async () => {
  await useBackend("wasm");
  await writeRings();
});

describe("a pool in a run", () => {
  test("finds what linear maps cannot, and says who carries what", async () => {
    const before = tf.memory().numTensors;
    const result = await train(config(), path("whole"), { catalogue });
    expect(tf.memory().numTensors).toBe(before);
    expect(result.pool!.map(({ candidate }) => candidate)).toEqual(["linear", "residual", "network", "kernel"]);
    expect(result.pool!.every(({ weight }) => weight >= 0)).toBe(true);
    expect((await readdir(path("whole/candidates"))).sort()).toEqual(["kernel", "linear", "network", "residual"]);
    const run = await openRun(path("whole"));
    const { uToV, vToU, baselines } = await evaluate(run, { bootstrap: 0 });
    disposeModel(run);
    const best = Math.min(...result.pool!.map(({ validationLoss }) => validationLoss));
    expect(best).toBeLessThan(result.pool![0]!.validationLoss - 0.5);
    for (const way of [
      [uToV.metrics, baselines.linear!.uToV],
      [vToU.metrics, baselines.linear!.vToU],
    ] as const)
      expect(way[0]["recall@1"]!).toBeGreaterThan(way[1]["recall@1"]! + 0.1);
    expect(baselines.chance.uToV["recall@1"]).toBeCloseTo(1 / uToV.gallery, 10);
    expect(await readFile(path("whole/report.html"), "utf8")).toMatch(/a pool of \d[\s\S]*linear, closed form/);
  });

  test.each(["residual", "network"])("stopped in its %s and resumed, it ends with the same bits", async (name) => {
    const controller = new AbortController();
    const onStep: TrainOptions["onStep"] = ({ step, candidate }) =>
      candidate === name && step === 5 && controller.abort();
    const folder = path(`stopped-${name}`);
    const interrupted = train(config(), folder, { catalogue, onStep, signal: controller.signal });
    await expect(interrupted).rejects.toMatchObject({ name: "Interrupted" });
    await train(config(), folder, { catalogue, resume: true });
    for (const file of ["model.safetensors", "metrics.jsonl", "result.json", "evaluation.json"])
      expect(await readFile(`${folder}/${file}`, "base64"), file).toBe(await readFile(path(`whole/${file}`), "base64"));
  });

  test("is a model like any other: loaded, saved and loaded again it embeds alike; each candidate is one too", async () => {
    using model = await load(path("whole"));
    await save(model, path("copy"));
    using copy = await load(path("copy"));
    const samples = { data: Float32Array.from([0.3, 0.9, -1, 1, 0, 0.2]), shape: [2, 3] };
    expect(await copy.embed("u", samples)).toEqual(await model.embed("u", samples));
    using linear = await load(path("whole/candidates/linear"));
    expect(linear.model.specs).toHaveLength(1);
    expect(model.model.specs.length).toBeGreaterThan(1);
  });

  test("with damaged terms is refused", async () => {
    const text = JSON.parse(await readFile(path("copy/model.json"), "utf8"));
    const { seal: _, ...rest } = text;
    await writeFile(path("copy/model.json"), JSON.stringify({ ...rest, terms: [{ metric: {} }] }));
    await expect(load(path("copy"))).rejects.toThrow(/model\.json: expected a model/);
  });

  test("of one closed form has no training, and a run says so", async () => {
    const result = await train(config({ pool: ["linear"] }), path("closed"), { catalogue });
    expect(result).toMatchObject({ epochs: 0, steps: 0, stoppedEarly: false, keptEpoch: 0 });
    const run = await openRun(path("closed"));
    const { uToV, baselines } = await evaluate(run, { bootstrap: 0 });
    disposeModel(run);
    expect(uToV.metrics["recall@1"]).toBe(baselines.linear!.uToV["recall@1"]);
  });
});

describe("canonical correlations by principal axes", () => {
  test("are those of the theory where no ridge is added, also of more coordinates than axes are kept", async () => {
    const { normal } = createGenerator(2);
    const [n, p, q] = [600, 5, 4];
    const [u, v] = [new Float32Array(n * p), new Float32Array(n * q)];
    for (let i = 0; i < n; i++) {
      const z = [normal(), normal()];
      for (let j = 0; j < p; j++) u[i * p + j] = (j + 1) * (z[j % 2]! + 0.5 * normal());
      for (let j = 0; j < q; j++) v[i * q + j] = z[j % 2]! - 0.2 * z[(j + 1) % 2]! + normal();
    }
    const pairs = arrayPairs({ data: u, shape: [n, p] }, { data: v, shape: [n, q] });
    const features = { u: flat([p]), v: flat([q]) };
    const axes = { u: await axesOf(pairs, "u", features.u, 384), v: await axesOf(pairs, "v", features.v, 384) };
    const moments = await momentsOf(pairs, features, axes);
    const canonical = await ridgeCanonical(moments, 0);
    // In canonical coordinates samples have covariance I and correlations ρ: by double loops, in float64.
    const coordinates = (side: "u" | "v", data: Float32Array, width: number) => {
      const [mean, map] = [axes[side].mean.dataSync(), axes[side].axes.arraySync() as number[][]];
      const directions = canonical[side].arraySync() as number[][];
      return Array.from({ length: n }, (_, i) => {
        const along = map[0]!.map((_, k) =>
          map.reduce((sum, row, j) => sum + row[k]! * (data[i * width + j]! - mean[j]!), 0),
        );
        return directions[0]!.map((_, r) => directions.reduce((sum, row, k) => sum + row[r]! * along[k]!, 0));
      });
    };
    const [x, y] = [coordinates("u", u, p), coordinates("v", v, q)];
    const covariance = (a: number[][], b: number[][], r: number, s: number) =>
      a.reduce((sum, row, i) => sum + row[r]! * b[i]![s]!, 0) / n;
    for (let r = 0; r < q; r++)
      for (let s = 0; s < q; s++) {
        const same = r === s ? 1 : 0;
        expect(covariance(x, x, r, s)).toBeCloseTo(same, 3);
        expect(covariance(y, y, r, s)).toBeCloseTo(same, 3);
        expect(covariance(x, y, r, s)).toBeCloseTo(same * canonical.correlations[r]!, 3);
      }
    expect([...canonical.correlations].sort((a, b) => b - a)).toEqual(canonical.correlations);
    const few = await axesOf(pairs, "u", features.u, 2);
    expect(few.variances).toHaveLength(2);
    few.variances.forEach((value, k) => {
      expect(value / axes.u.variances[k]!).toBeCloseTo(1, 2);
    });
    for (const own of [axes.u, axes.v, few]) disposeAxes(own);
    tf.dispose([canonical.u, canonical.v]);
  });
});
