import { Buffer } from "node:buffer";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useCpu } from "@crosstilt/backends/cpu";
import { createCatalogue } from "@crosstilt/catalogue";
import { arrayPairs, createGenerator } from "@crosstilt/core";
import { readPairsLike } from "@crosstilt/dataset-files";
import { evaluateRetrieval } from "@crosstilt/evaluation";
import { encodeNpy } from "@crosstilt/formats";
import { disposeModel, embedPairs, openRun, resolveConfig, train } from "@crosstilt/project";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useBrowser, violations } from "./browser.js";

const ROWS = 300;
const generator = createGenerator(9);
const u = Float32Array.from({ length: 4 * ROWS }, () => generator.normal());
const lines = Array.from({ length: ROWS }, (_, i) => {
  const near = u[4 * i]! + 0.2 * generator.normal();
  const far = u[4 * i + 1]! + 0.2 * generator.normal();
  return `${near},${far},${u[4 * i]! > 0 ? "right" : "left"}`;
});
const npy = encodeNpy({ shape: [ROWS, 4], data: u });
const csv = `near,far,side\n${lines.join("\n")}\n`;

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeAll(async () => {
  await useCpu();
  folder = await mkdtemp(join(tmpdir(), "crosstilt-web-run-"));
  await writeFile(at("u.npy"), npy);
  await writeFile(at("v.csv"), csv);
  const encoder = { name: "affine", dimension: 3 };
  const catalogue = createCatalogue();
  const split = { test: 0.1, validation: 0.2 };
  const data = { u: at("u.npy"), v: { file: at("v.csv"), columns: ["near", "far"] }, split };
  const optimizer = { name: "adam", learningRate: 0.03 };
  const training = { epochs: 20, batchSize: 64, optimizer };
  await train(resolveConfig({ data, encoders: { u: encoder, v: encoder }, training }, catalogue), at("run"), {
    catalogue,
  });
});
afterAll(() => rm(folder, { recursive: true }));

async function putFiles(page: Page): Promise<void> {
  const put = (side: string, name: string, buffer: Buffer) =>
    page.getByLabel(`File of ${side}`).setInputFiles({ name, mimeType: "", buffer });
  await put("u", "u.npy", Buffer.from(npy));
  await put("v", "v.csv", Buffer.from(csv));
  await page.locator("[data-report=train]").waitFor();
}

describe("a run of the command line", () => {
  const { open } = useBrowser();

  it("is opened as a folder: recall, its losses, its config", async () => {
    const { page, complaints } = await open("#/files?vColumns=near,far");
    await putFiles(page);
    await page.getByLabel("Folder of a run").setInputFiles(at("run"));
    const card = page.locator("section", { has: page.getByRole("heading", { name: "Open a model or a run" }) });
    const shown = Number.parseFloat((await card.locator('[data-recall="u 10"]').textContent())!);
    const run = await openRun(at("run"), async () => createCatalogue());
    const pairs = await readPairsLike({ u: at("u.npy"), v: at("v.csv") }, run.description.data);
    const { uToV } = evaluateRetrieval(await embedPairs(run, arrayPairs(pairs.u, pairs.v)));
    disposeModel(run);
    expect(shown).toBeCloseTo(100 * uToV.metrics["recall@10"]!, 0);
    expect(await card.locator(".curve.model[d*=L]").count()).toBeGreaterThan(0);
    await card.getByText("config.yaml of the run").click();
    expect(await card.locator(".run-config").textContent()).toBe(await readFile(at("run", "config.yaml"), "utf8"));
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("answers samples of one's own with probabilities and classes, and says what does not fit", async () => {
    const { page, complaints } = await open("#/files?vColumns=near,far");
    await putFiles(page);
    await page.getByLabel("Folder of a run").setInputFiles(at("run"));
    const card = page.locator(".own-queries");
    await card.getByLabel(/^Samples, one a line: 4 numbers/).fill("2.5 0 0 0\n-2.5 0 0 0");
    await card.getByLabel("classes by the column").selectOption("side");
    await card.getByRole("button", { name: "Ask", exact: true }).click();
    await expect.poll(() => card.locator("table").count()).toBe(2);
    for (const [i, side] of ["right", "left"].entries()) {
      const table = card.locator("table").nth(i);
      expect(await table.locator("[data-own]").count()).toBe(5);
      const share = Number.parseFloat((await table.locator(`[data-class=${side}] td`).textContent())!);
      expect(share).toBeGreaterThan(60);
    }
    expect(await violations(page)).toEqual([]);
    await card.getByLabel(/^Samples/).fill("1 2 3");
    await card.getByRole("button", { name: "Ask", exact: true }).click();
    await card.getByText("pasted, line 1: expected 4 numbers").waitFor();
    expect(complaints).toEqual([]);
  });

  it("that lacks its model is refused in words", async () => {
    const { page } = await open("#/files");
    await putFiles(page);
    const model = { name: "model.json", mimeType: "", buffer: await readFile(at("run", "model.json")) };
    await page.getByLabel("model.json and model.safetensors").setInputFiles([model]);
    expect(await page.getByRole("alert").textContent()).toContain("there is no model.safetensors");
  });
});
