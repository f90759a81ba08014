import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { createOcean, drawCoefficients } from "../src/index.js";

const folder = fileURLToPath(new URL("../../../examples/ocean-drifters/", import.meta.url));
const run = promisify(execFile);
const findCurrent = (...args: string[]) => run(process.execPath, [join(folder, "run.mjs"), ...args]);

interface Found {
  readonly drifter: string;
  readonly candidates: readonly { readonly field: number; readonly logLikelihood: number }[];
  readonly embedding: readonly number[];
}

describe("the example of real drifters", () => {
  test("finds the field that carried both drifters, and embeds their tracks close to it", async () => {
    const { stdout } = await findCurrent();
    const { drifters, missing } = JSON.parse(stdout) as { drifters: Found[]; missing: number };
    expect(missing).toBeGreaterThan(0);
    expect(drifters.map(({ drifter }) => drifter)).toEqual(["buoy-17", "buoy-21"]);
    const truth = drawCoefficients(createOcean({ seed: 1 }), 7);
    for (const { candidates, embedding } of drifters) {
      expect(candidates[0]!.field).toBe(7);
      expect(candidates[1]!.logLikelihood).toBeLessThan(-1000);
      const missed = Math.hypot(...embedding.map((value, k) => value - truth[k]!));
      expect(missed / Math.hypot(...truth)).toBeLessThan(0.25);
    }
  });

  test("refuses a damaged file in one line with its place", async () => {
    const temporary = await mkdtemp(join(tmpdir(), "crosstilt-drifters-"));
    const file = join(temporary, "damaged.csv");
    const lines = (await readFile(join(folder, "drifters.csv"), "utf8")).split("\n");
    await writeFile(file, lines.with(8, lines[8]!.replace(/[^,]*$/, "forty")).join("\n"));
    const failure = await findCurrent(file).catch((error) => error);
    await rm(temporary, { recursive: true });
    expect(failure.code).toBe(1);
    expect(failure.stderr).toMatch(/^damaged\.csv, line 9, column lat: expected a number.*"forty".*\n$/);
  });
});
