import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { softwareGpu, useBrowser, violations } from "./browser.js";

const example = "#/files?example=1&epochs=2&batch=256";

async function trainExample(page: Page): Promise<void> {
  await page.locator("[data-report=train]").waitFor();
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await page.getByRole("heading", { name: "What is retrieved" }).waitFor({ timeout: 100_000 });
}

const recall = async (page: Page) => Number.parseFloat((await page.locator('[data-recall="u 10"]').textContent())!);

describe("without a GPU", () => {
  const { open } = useBrowser();

  it("offers none, and a link that asks for one trains on wasm and says why", async () => {
    const { page, complaints } = await open(example);
    await page.getByRole("button", { name: "Train", exact: true }).waitFor();
    expect(await page.getByLabel("WebGPU").count()).toBe(0);
    await page.evaluate((hash) => (location.hash = hash), `${example}&compute=webgpu`);
    await page.getByLabel("WebGPU").waitFor();
    await trainExample(page);
    expect(await page.locator("[data-place=wasm]").textContent()).toMatch(
      /wasm, since WebGPU did not start\. .*expected/,
    );
    expect(await recall(page)).toBeGreaterThan(3);
    expect(complaints).toEqual([]);
  });
});

describe("with WebGPU", () => {
  const { open } = useBrowser(softwareGpu);

  it("trains your data in the worker on the adapter, to what wasm reaches, and goes back to wasm", async () => {
    const { page, complaints } = await open(`${example}&compute=webgpu`);
    await trainExample(page);
    expect(await page.locator("[data-place=webgpu]").textContent()).toMatch(/on WebGPU: .*SwiftShader/i);
    const onGpu = await recall(page);
    expect(await violations(page)).toEqual([]);
    await page.getByLabel("wasm").check();
    await trainExample(page);
    expect(Math.abs((await recall(page)) - onGpu)).toBeLessThan(2);
    expect(complaints).toEqual([]);
  });

  it("trains the models of the MNIST lab, which go on answering", async () => {
    const { page, complaints } = await open("#/mnist?images=1000&epochs=1&compute=webgpu");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.locator("[data-place=webgpu]").waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Reset" }).click();
    await page.getByRole("button", { name: "Next test image" }).click();
    await expect.poll(() => page.locator("[data-says=twoSided]").textContent(), { timeout: 30_000 }).toMatch(/with/);
    expect(complaints).toEqual([]);
  });
});
