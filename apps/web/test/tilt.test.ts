import { analyse, signModel } from "@crosstilt/gaussian";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser, violations } from "./browser.js";

const paper = {
  covariance: [
    [1.5, 1],
    [1, 1.5],
  ],
  split: 1,
};
const number = (text: string | null) => Number(text!.replace("−", "-"));
const divergence = async (page: Page, law: string) =>
  number(await page.locator(`[data-divergence="${law}"]`).textContent());
const fact = async (page: Page, name: string) => number(await page.locator(`[data-fact=${name}]`).textContent());

describe("the tilt lab", () => {
  const { open } = useBrowser();

  it.each([
    ["", { metric: "inner-product", loss: "conditional" }],
    ["?metric=quadratic&lambdaU=2", { metric: "quadratic", loss: "conditional", lambdaU: 2, lambdaV: 0 }],
    ["?loss=joint", { metric: "inner-product", loss: "joint" }],
  ] as const)("shows the divergences of the closed form at #/tilt%s", async (query, objective) => {
    const { page, complaints } = await open(`#/tilt${query}`);
    const expected = analyse({ ...paper, ...objective });
    expect(await divergence(page, "u | v")).toBeCloseTo(expected.klUGivenV, 3);
    expect(await divergence(page, "v | u")).toBeCloseTo(expected.klVGivenU, 3);
    expect(await divergence(page, "joint")).toBeCloseTo(expected.klJoint!, 3);
    expect(await fact(page, "optimum")).toBeCloseTo(expected.loss!, 4);
    expect(complaints).toEqual([]);
  });

  it("shows the loss of normalised encoders at their best temperature", async () => {
    const { page } = await open("#/tilt?metric=cosine");
    expect(await fact(page, "optimum")).toBeCloseTo(signModel(paper).loss, 4);
  });

  it("follows a drag of the ellipse, keeps it in the address, and restores it on reload", async () => {
    const { page } = await open("#/tilt");
    const before = await divergence(page, "joint");
    const handle = page.getByRole("slider", { name: /Right end of the ellipse/ });
    const box = (await handle.locator(".knob").boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + 30, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(() => location.hash.includes("correlation"));
    const after = await divergence(page, "joint");
    expect(after).toBeLessThan(before);
    await page.reload();
    expect(await divergence(page, "joint")).toBe(after);
  });

  it("says which plugin a link lacks, and goes on with the rest", async () => {
    const { page, complaints } = await open("#/tilt?loss=nowhere");
    await page.getByText("There is no loss “nowhere” here.").waitFor();
    await page.getByRole("button", { name: "Train" }).click();
    await page.getByText('expected the name of a loss, received "nowhere"').waitFor();
    await page.getByLabel("Other loss").selectOption("dcl");
    await page.waitForFunction(() => location.hash.includes("loss=dcl"));
    expect(complaints).toEqual([]);
  });

  it("moves with the keyboard alone", async () => {
    const { page } = await open("#/tilt");
    const handle = page.getByRole("slider", { name: /^v, the condition/ }).first();
    await handle.focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Shift+ArrowUp");
    expect(await handle.getAttribute("aria-valuetext")).toBe("v = 1.30");
  });

  it("trains to the closed form, pauses, resumes and resets", async () => {
    const { page, complaints } = await open("#/tilt?metric=quadratic&loss=joint");
    await page.getByRole("button", { name: "Train" }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    const status = page.locator(".training-status");
    await expect.poll(() => status.getAttribute("data-status")).toBe("paused");
    await page.waitForTimeout(150);
    const held = await status.textContent();
    await page.waitForTimeout(250);
    expect(await status.textContent()).toBe(held);
    await page.getByRole("button", { name: "Resume" }).click();
    await expect.poll(() => status.getAttribute("data-status")).toBe("done");
    expect(Math.abs((await fact(page, "trained")) - (await fact(page, "optimum")))).toBeLessThan(0.002);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Reset" }).click();
    expect(await page.locator("[data-fact=trained]").textContent()).toBe("–");
    expect(complaints).toEqual([]);
  });
});
