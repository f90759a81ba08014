import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./run-cli.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "crosstilt-figures-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("reproduce", () => {
  test("gaussian writes figures 1 to 10 with their data and report, and prints one JSON object", async () => {
    const { code, stdout } = await runCli(["reproduce", "gaussian", "--scale", "smoke", "--json", "--out", folder]);
    expect(code).toBe(0);
    const { plane, process } = JSON.parse(stdout);
    expect(plane.models).toHaveLength(4);
    expect(plane.settings.paper.covariance).toEqual(plane.settings.ours.covariance);
    expect(process.settings.paper.reference).toEqual({ pairs: 10_000, dimension: 5, batch: 512 });
    expect(Object.keys(process.reference.methods)).toEqual([
      ...["closedForm", "plugIn", "gaussianNormalisers", "ours", "paper"],
    ]);
    const files = await readdir(folder);
    for (let i = 1; i <= 10; i++) expect(files).toEqual(expect.arrayContaining([`fig${i}.svg`, `fig${i}.png`]));
    const { process: result } = JSON.parse(await readFile(join(folder, "result.json"), "utf8"));
    expect(Object.keys(result.figures)).toEqual(["fig7", "fig8", "fig9", "fig10"]);
    expect(await readFile(join(folder, "report.html"), "utf8")).toMatch(/Fig\. 10/);
  });

  test("fig2 needs no backend and no training", async () => {
    const { code, stderr, stdout } = await runCli(["reproduce", "fig2", "--out", join(folder, "fig2")]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/two-sided conditional loss: u given v = 1 has mean 0\.6667 and variance 1\.5000/);
  });
});
