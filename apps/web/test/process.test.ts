import { gaussianProcess } from "@crosstilt/dataset-gaussian-process";
import { analyse } from "@crosstilt/gaussian";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "./browser.js";

const { law } = gaussianProcess();
const errors = async (page: Page, name: string) => {
  const cells = await page.locator(`[data-errors="${name}"] td`).allTextContents();
  return cells.map((text) =>
    Number(text.replace(" × 10⁻", "e-").replace("⁵", "5").replace("⁴", "4").replace("⁶", "6")),
  );
};

/** Bytes that scripts of the page hold after the garbage is collected. */
async function heapOf(page: Page): Promise<number> {
  const inspector = await page.context().newCDPSession(page);
  await inspector.send("HeapProfiler.collectGarbage");
  const { usedSize } = await inspector.send("Runtime.getHeapUsage");
  await inspector.detach();
  return usedSize;
}

const stepsOf = async (page: Page): Promise<number> => {
  const text = await page.locator(".training-status").textContent();
  return Number(/Step ([\d\u202f]+)/.exec(text!)?.[1]?.replace("\u202f", "") ?? 0);
};

describe("the Gaussian process lab", () => {
  const { open } = useBrowser();

  it("shows the errors of the closed form, and a plug-in above them that falls with the number of pairs", async () => {
    const { page, complaints } = await open("#/process?rank=3");
    const exact = analyse({ ...law, metric: "inner-product", loss: "conditional", rank: 3 }).errors;
    const [u, v] = await errors(page, "closed form");
    expect(Math.abs(u! / exact.uGivenV.mean - 1)).toBeLessThan(0.01);
    expect(Math.abs(v! / exact.vGivenU.mean - 1)).toBeLessThan(0.01);
    const few = await open("#/process?rank=3&size=2.3");
    expect((await errors(few.page, "plug-in"))[1]).toBeGreaterThan((await errors(page, "plug-in"))[1]!);
    expect(complaints).toEqual([]);
  });

  it("trains towards the closed form, and needs no more memory after a thousand steps than before them", async () => {
    const { page } = await open("#/process?rank=2");
    await page.getByRole("button", { name: "Train" }).click();
    const tensors = async () => Number(await page.locator(".training-status").getAttribute("data-bytes"));
    await expect.poll(() => stepsOf(page)).toBeGreaterThan(200);
    const [held, heap] = [await tensors(), await heapOf(page)];
    await expect.poll(() => stepsOf(page)).toBeGreaterThan(1300);
    expect(await tensors()).toBe(held);
    expect((await heapOf(page)) - heap).toBeLessThan(4e6);
    await expect.poll(() => page.locator(".training-status").getAttribute("data-status")).toBe("done");
    const [trained] = await errors(page, "trained");
    const [best] = await errors(page, "closed form");
    expect(trained! / best!).toBeLessThan(1.1);
  });
});
