import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useBackend } from "@crosstilt/backends";
import { toSvg } from "@crosstilt/figures";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findExperiment, Interrupted, type OceanRunOptions, oceanRunSettings, runOcean } from "../src/index.js";
import { curveFile } from "../src/ocean/training-curve.js";

let folder: string;
beforeAll(async () => {
  await useBackend("wasm", { threads: 1 });
  folder = await mkdtemp(join(tmpdir(), "ocean-run-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const both = {
  trajectoryToPotential: { r1: expect.any(Number), r5: expect.any(Number) },
  potentialToTrajectory: { r1: expect.any(Number), r5: expect.any(Number) },
};

describe("the ocean experiment", () => {
  const run = (name: string, more: Partial<OceanRunOptions> = {}) =>
    runOcean({
      settings: oceanRunSettings("smoke"),
      folder: join(folder, name),
      dataFolder: join(folder, "data"),
      ...more,
    });
  const strip = ({ seconds: _, ...result }: Awaited<ReturnType<typeof run>>) => result;

  let whole: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    whole = await run("whole");
  });

  /** Runs until a number of steps have been taken, and stops there. */
  async function stopAfter(steps: number, name: string): Promise<void> {
    const controller = new AbortController();
    let taken = 0;
    const onStep = () => {
      taken += 1;
      if (taken === steps) controller.abort();
    };
    const outcome = run(name, { resume: true, checkpointSeconds: 0, signal: controller.signal, onStep });
    await expect(outcome).rejects.toBeInstanceOf(Interrupted);
  }

  test("stopped again and again and resumed, ends with the same result and training curves", async () => {
    for (const steps of [2, 3, 9, 5, 2]) await stopAfter(steps, "stopped");
    expect(strip(await run("stopped", { resume: true }))).toEqual(strip(whole));
    expect(whole.models.transformer.curve.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  });

  test("refuses to go on from a run with other settings", async () => {
    await stopAfter(1, "other");
    const settings = { ...oceanRunSettings("smoke"), physicsNoise: 0.2 };
    await expect(run("other", { resume: true, settings })).rejects.toThrow(/settings/);
  });

  test("prints what was agreed, draws its figures, and says first what it will take", async () => {
    const notes: string[] = [];
    const stages = new Set<string>();
    const output = await findExperiment("ocean").run({
      scale: "smoke",
      seed: 1,
      folder: join(folder, "experiment"),
      report: ({ stage }) => stages.add(stage),
      note: (line) => notes.push(line),
    });
    expect(output.summary).toMatchObject({
      ...both,
      physicsInformed: both,
      quadratic: both,
      freshTransformer: both,
      assimilation: { transformer: { paths: 128 }, exactPosterior: { coverage: expect.any(Array) } },
      train: { ...both, physicsInformed: both },
      baselines: { posteriorMean: { raw: both, whitened: both }, likelihood: both },
      settings: { scale: "smoke" },
    });
    expect(output.figures.map(({ name }) => name)).toEqual(["fig13", "fig14", "fig15", "assimilation", "calibration"]);
    for (const { spec } of output.figures) expect(await toSvg(spec as never)).toContain("<svg");
    expect(notes[0]).toMatch(/training the transformer: .* of matrix products, up to/);
    expect([...stages]).toContain("transformer");
    expect(await readdir(join(folder, "experiment"))).toEqual([
      ...["baselines", "fig14.svg", "freshTransformer", "physicsInformed", "quadratic", "transformer"],
    ]);
  });

  test("knowing the physics beats chance by far, on pairs never trained on", () => {
    const { models, baselines } = whole;
    expect(models.physicsInformed.test.trajectoryToPotential.r1).toBeGreaterThan(0.9);
    expect(baselines.likelihood.potentialToTrajectory.r1).toBe(1);
    expect(models.transformer.losses.at(-1)).toBeLessThan(models.transformer.losses[0]!);
  });
});

test("fig 13 needs no training and is the same for the same seed", async () => {
  const draw = () => findExperiment("fig13").run({ scale: "paper", seed: 4, folder, report: () => {} });
  const [once, again] = [await draw(), await draw()];
  expect(once.figures).toEqual(again.figures);
  expect(await toSvg(once.figures[0]!.spec as never)).toContain("potential 2");
});

test("a training curve replaces epochs that a resumed run takes again", async () => {
  const path = join(folder, "curve.json");
  const curve = curveFile(path);
  const nothing = { r1: 0, r5: 0 };
  const ways = { trajectoryToPotential: nothing, potentialToTrajectory: nothing };
  const point = (epoch: number) => ({ epoch, train: ways, test: ways });
  for (const epoch of [1, 2, 3, 2]) await curve.add(point(epoch));
  expect((await curve.load()).map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect(JSON.parse(await readFile(path, "utf8"))).toHaveLength(2);
  await curve.clear();
  expect(await curve.load()).toEqual([]);
});
