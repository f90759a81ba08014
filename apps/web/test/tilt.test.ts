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
    await page.mouse.move(box.x + box.width / 2, box.y + 20, { steps: 5 });
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

  it("shows the tilt in lines and in numbers, and pairs of the truth as dots", async () => {
    const { page, complaints } = await open("#/tilt?metric=general-quadratic");
    // The true log ratio of standard deviations √1.5 and correlation 2/3.
    const rest = 1 - (2 / 3) ** 2;
    await expect
      .poll(() => page.locator("[data-score]").getAttribute("data-score"))
      .toBe((2 / 3 / rest / 1.5).toFixed(4));
    const tilt = page.locator("figure", { has: page.locator("[data-score]") });
    for (const lines of ["model", "trained", "zero"])
      expect(await tilt.locator(`.contours.${lines} path`).first().getAttribute("d")).toMatch(/^M/);
    await page.getByLabel("show 250 pairs of the truth").check();
    expect(await page.locator(".samples").count()).toBe(2);
    await page.goto(`${page.url().split("#")[0]}#/tilt?metric=cosine`);
    await expect.poll(() => page.locator("[data-score]").textContent()).toMatch(/^s = 0\.\d+ sign\(uv\)$/);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("explains a word while it has the focus, and says what a figure's preset shows", async () => {
    const { page } = await open("#/tilt");
    const word = page.getByRole("button", { name: "KL" }).first();
    await word.focus();
    await page.getByRole("tooltip").filter({ hasText: "Kullback–Leibler" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("tooltip").count()).toBe(0);
    await page.getByRole("link", { name: "Fig. 3" }).click();
    await page.getByText(/What should I see in Fig\. 3\? All weight is on u given v/).waitFor();
  });

  it("judges a covariance of one's own in any dimension, and shows one of two numbers above", async () => {
    const { page, complaints } = await open("#/tilt");
    const matrix = page.getByLabel("Covariance matrix");
    await matrix.fill("2 1\n1");
    await page.getByText("covariance, row 2: expected 2 numbers").waitFor();
    const covariance = [
      [2, 0.3, 0.9, 0.1],
      [0.3, 1, 0.2, 0.5],
      [0.9, 0.2, 1.5, 0.2],
      [0.1, 0.5, 0.2, 1],
    ];
    await matrix.fill(covariance.map((row) => row.join(", ")).join("\n"));
    await page.getByLabel("coordinates of u").fill("2");
    const own = analyse({ covariance, split: 2, metric: "quadratic", loss: "conditional" });
    await expect
      .poll(() => page.locator("[data-covariance=information]").textContent())
      .toBe(`${own.mutualInformation.toFixed(3)} nats`);
    const cells = page.locator('[data-cell="quadratic, conditional"] td');
    expect(Number(await cells.first().textContent())).toBeCloseTo(own.klUGivenV, 3);
    expect(await page.locator('[data-cell="general-quadratic, joint"] td').allTextContents()).toEqual(
      new Array(3).fill("exact"),
    );
    await matrix.fill("1, 0.5\n0.5, 1");
    await page.getByLabel("coordinates of u").fill("1");
    await page.getByRole("button", { name: "Show it above" }).click();
    await page.waitForFunction(() => /spreadU=1&spreadV=1&correlation=0\.5/.test(location.hash));
    await page.setViewportSize({ width: 390, height: 800 });
    await matrix.fill(covariance.map((row) => row.join(" ")).join("\n"));
    await page.locator("[data-covariance=information]").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await matrix.fill("1, 2\n2, 1");
    await page.locator(".covariance .alert").waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
