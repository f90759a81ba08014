import { Buffer } from "node:buffer";
import { createGenerator } from "@crosstilt/core";
import { encodeNpy } from "@crosstilt/formats";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { softwareGpu, useBrowser, violations } from "./browser.js";

const settings = "#/files?dimension=4&epochs=10&batch=64";

// So few that a GPU which the processor imitates trains on them in seconds.
const PAIRS = 320;
const generator = createGenerator(5);
const u = Float32Array.from({ length: 4 * PAIRS }, () => generator.normal());
const v = u.map((value) => value + 0.3 * generator.normal());

async function train(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await page.getByRole("heading", { name: "What is retrieved" }).waitFor();
}

async function putPairs(page: Page): Promise<void> {
  for (const [side, data] of Object.entries({ u, v })) {
    const buffer = Buffer.from(encodeNpy({ shape: [PAIRS, 4], data }));
    await page.getByLabel(`File of ${side}`).setInputFiles({ name: `${side}.npy`, mimeType: "", buffer });
  }
  await page.locator("[data-report=train]").waitFor();
}

const recall = async (page: Page) => Number.parseFloat((await page.locator('[data-recall="u 10"]').textContent())!);

describe("without a GPU", () => {
  const { open } = useBrowser();

  it("offers none, and a link that asks for one trains on wasm and says why", async () => {
    const { page, complaints } = await open(settings);
    await putPairs(page);
    expect(await page.getByLabel("WebGPU").count()).toBe(0);
    await page.evaluate((hash) => (location.hash = hash), `${settings}&compute=webgpu`);
    await page.getByLabel("WebGPU").waitFor();
    await train(page);
    expect(await page.locator("[data-place=wasm]").textContent()).toMatch(
      /wasm, since WebGPU did not start\. .*expected/,
    );
    expect(await recall(page)).toBeGreaterThan(60);
    expect(complaints).toEqual([]);
  });
});

describe("with WebGPU", () => {
  const { open } = useBrowser(softwareGpu);

  it("trains your data in the worker on the adapter, to what wasm reaches, and goes back to wasm", async () => {
    const { page, complaints } = await open(`${settings}&compute=webgpu`);
    await putPairs(page);
    await train(page);
    expect(await page.locator("[data-place=webgpu]").textContent()).toMatch(/on WebGPU: .*SwiftShader/i);
    const onGpu = await recall(page);
    expect(await violations(page)).toEqual([]);
    await page.getByLabel("wasm").click();
    await page.getByRole("button", { name: "Begin anew" }).click();
    await train(page);
    expect(Math.abs((await recall(page)) - onGpu)).toBeLessThan(2);
    expect(complaints).toEqual([]);
  });
});
