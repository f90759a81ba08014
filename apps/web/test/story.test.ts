import { batchSlope, exactPairs, logRatioAt } from "@crosstilt/labs/story";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { scenes } from "../src/story/scene-list.js";
import { useBrowser, violations } from "./browser.js";

const question = (page: Page, scene: string) => page.locator(`form[data-scene=${scene}]`);
const sceneOf = (page: Page, scene: string) => page.locator(`#scene-${scene}`);

/** Brings a scene up and waits for its question. */
async function readTo(page: Page, scene: string): Promise<void> {
  await sceneOf(page, scene).scrollIntoViewIfNeeded();
  await question(page, scene).waitFor();
}

/** Chooses an answer, measures, and gives what the page says of it. */
async function predict(page: Page, scene: string, answer: RegExp | string): Promise<{ right: boolean; words: string }> {
  const form = question(page, scene);
  if (typeof answer === "string") await form.getByRole("slider").fill(answer);
  else await form.getByRole("radio", { name: answer }).check();
  await form.getByRole("button", { name: "Measure" }).click();
  const told = form.locator("[data-right]");
  await told.waitFor();
  return { right: (await told.getAttribute("data-right")) === "true", words: (await told.textContent())! };
}

describe("the story", () => {
  const { open } = useBrowser();

  it("shows the first scene at once and the others as they come near, without a worker", async () => {
    const { page, complaints } = await open("#/story");
    await question(page, "pairs").waitFor();
    for (const { name, title } of scenes) {
      await page.getByRole("heading", { level: 2, name: title }).waitFor();
      if (name === "scores") expect(await page.locator(".scene").count()).toBeLessThan(scenes.length);
    }
    const loaded = await page.evaluate(() =>
      (performance.getEntriesByType("resource") as PerformanceResourceTiming[]).map(({ name, decodedBodySize }) => ({
        name,
        size: decodedBodySize,
      })),
    );
    expect(loaded.filter(({ name }) => /engine\.worker|wasm|\/mnist/.test(name))).toEqual([]);
    expect(loaded.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(500_000);
    expect(complaints).toEqual([]);
  });

  it("pairs what was shuffled, and the first answer counts", async () => {
    const { page } = await open("#/story");
    const dot = page.locator("circle.cloud").first();
    // Reading on shuffles the dots; from then on they are the reader's.
    await page.getByText("Now the captions are shuffled.").evaluate((node) => node.scrollIntoView({ block: "start" }));
    await page.getByText("u tells nothing about v").waitFor();
    const before = await dot.getAttribute("cy");
    await page.getByLabel("paired", { exact: true }).check();
    expect(await dot.getAttribute("cy")).not.toBe(before);
    expect(await page.locator("[data-information]").textContent()).toContain("0.51 nats");
    const wrong = await predict(page, "pairs", /as far out as u/);
    expect(wrong.right).toBe(false);
    expect(Number(/is (0\.\d+): ρ/.exec(wrong.words)![1])).toBeCloseTo(0.9, 1);
    await page.getByText("0 of 1 predictions were right").waitFor();
  });

  it("trains the scores of a batch, whose loss falls, when it is asked to measure", async () => {
    const { page, complaints } = await open("#/story?scene=scores");
    await readTo(page, "scores");
    const loss = async () =>
      Number((await sceneOf(page, "scores").locator("[data-loss]").textContent())!.replace("−", "-"));
    expect(await loss()).toBe(0);
    await predict(page, "scores", "6");
    expect(await loss()).toBeLessThan(-0.7);
    expect(complaints).toEqual([]);
  });

  it("lets the tilt be dragged, by keys too, until nothing is left of the divergence; and measures a log ratio", async () => {
    const { page } = await open("#/story?scene=tilt");
    await readTo(page, "tilt");
    const divergence = async () => Number(await page.locator("[data-divergence]").getAttribute("data-divergence"));
    const begun = await divergence();
    await page.getByRole("button", { name: "No tilt" }).click();
    const start = await divergence();
    expect(start).toBeGreaterThan(begun);
    expect(start).toBeCloseTo(-Math.log(1 - 0.75 ** 2) / 2, 3);
    const along = page.getByRole("slider", { name: /^Length of the ellipse/ });
    const box = (await along.locator(".knob").boundingBox())!;
    await page.mouse.move(box.x + 6, box.y + 6);
    await page.mouse.down();
    await page.mouse.move(box.x + 26, box.y - 14, { steps: 4 });
    await page.mouse.up();
    const dragged = await divergence();
    expect(dragged).toBeLessThan(start);
    const across = page.getByRole("slider", { name: /^Width of the ellipse/ });
    await across.focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press("Shift+ArrowRight");
    expect(await divergence()).toBeLessThan(dragged);
    await page.getByRole("button", { name: "Show me" }).click();
    expect(await divergence()).toBe(0);
    const { right, words } = await predict(page, "tilt", "1.4");
    expect(right).toBe(true);
    expect(words).toContain(`It is ${logRatioAt(0.75, 1.5, 1.5).toFixed(2)}`);
  });

  it("shows that a constant moves one half of the loss and not the other", async () => {
    const { page } = await open("#/story?scene=constants");
    await readTo(page, "constants");
    const losses = () => sceneOf(page, "constants").locator("[data-loss]").allTextContents();
    const [v, u] = await losses();
    await page.getByRole("slider", { name: "constant added to row 3" }).fill("5");
    const [after, moved] = await losses();
    expect(after).toBe(v);
    expect(moved).not.toBe(u);
    expect((await predict(page, "constants", /u given v/)).right).toBe(true);
  });

  it("judges six cells, and shows all verdicts once it is asked", async () => {
    const { page } = await open("#/story?scene=cells");
    await readTo(page, "cells");
    await page.getByRole("button", { name: "Show quadratic, joint law" }).click();
    await sceneOf(page, "cells").getByText("quadratic, joint law").first().waitFor();
    expect(await page.locator(".cell-verdicts").count()).toBe(0);
    expect((await predict(page, "cells", /quadratic, u given v alone/)).right).toBe(true);
    expect(await page.locator(".cell-verdicts").count()).toBe(6);
    const full = page.locator(".cell-verdicts", {
      has: page.locator("li:nth-child(1).verdict-right + .verdict-right"),
    });
    expect(await full.count()).toBe(1);
  });

  it("finds the slopes of small batches that the library finds, and those of learned normalisers", async () => {
    const { page } = await open("#/story?scene=batches");
    await readTo(page, "batches");
    const slope = async () => Number(await page.locator("[data-slope]").getAttribute("data-slope"));
    const expected = batchSlope(exactPairs({ correlation: 0.6, count: 16_384, seed: 2 }), 2);
    await expect.poll(slope).toBeCloseTo(expected, 3);
    await page.getByLabel("learned", { exact: true }).check();
    expect(Math.abs((await slope()) - 0.6)).toBeLessThan(0.05);
    expect((await predict(page, "batches", /too sharp/)).right).toBe(true);
  });

  it("brings the digits when asked, names a drawing and says who is least diverse", async () => {
    const { page, complaints } = await open("#/story?scene=digits");
    await readTo(page, "digits");
    const { right, words } = await predict(page, "digits", /label given image/);
    expect(right).toBe(true);
    const [two, label, image] = [...words.matchAll(/(?:two-sided|label given image|image given label) (\d+)/g)].map(
      ([, count]) => Number(count),
    );
    expect(label).toBeLessThan(Math.min(two!, image!) / 2);
    await page.locator("[data-distinct=twoSided]").waitFor();
    await page.locator(".story-pad .pad").scrollIntoViewIfNeeded();
    const box = (await page.locator(".story-pad .pad").boundingBox())!;
    await page.mouse.move(box.x + 0.25 * box.width, box.y + 0.2 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.72 * box.width, box.y + 0.2 * box.height, { steps: 12 });
    await page.mouse.move(box.x + 0.45 * box.width, box.y + 0.85 * box.height, { steps: 12 });
    await page.mouse.up();
    await expect.poll(() => page.locator("[data-says=twoSided]").textContent()).toMatch(/^7, with/);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("trains the three models in the page", async () => {
    const { page } = await open("#/story?scene=digits");
    await readTo(page, "digits");
    await page.getByRole("button", { name: "Bring the digits" }).click();
    await sceneOf(page, "digits").getByRole("button", { name: "Train" }).click();
    const status = sceneOf(page, "digits").locator(".training-status");
    await expect.poll(() => status.getAttribute("data-status")).toBe("done");
    await page.locator("[data-version=trained] [data-distinct=labelGivenImage]").waitFor();
  });

  it("measures nothing of a training that another one stopped", async () => {
    const { page } = await open("#/story?scene=scores");
    await readTo(page, "scores");
    await page.evaluate(() => scrollTo(0, 0));
    for (const { name } of scenes) await readTo(page, name);
    await page.getByRole("button", { name: "Bring the digits" }).click();
    const train = sceneOf(page, "digits").getByRole("button", { name: "Train" });
    await train.waitFor();
    await question(page, "scores").getByRole("button", { name: "Measure" }).click();
    await sceneOf(page, "scores").getByRole("button", { name: "Pause" }).click();
    await train.click();
    await sceneOf(page, "scores").getByText("Another training took its place").waitFor();
    expect(await question(page, "scores").locator("[data-right]").count()).toBe(0);
  });

  it("names the current of a path, and its band holds what it promises elsewhere", async () => {
    const { page, complaints } = await open("#/story?scene=ocean");
    await readTo(page, "ocean");
    await expect.poll(() => page.locator("[data-rank]").getAttribute("data-rank")).toBe("1");
    const { right, words } = await predict(page, "ocean", /about 90 %/);
    expect(right).toBe(true);
    expect(Math.abs(Number(/(\d+) %/.exec(words)![1]) - 90)).toBeLessThan(8);
    expect(complaints).toEqual([]);
  });

  it("overshoots by pairs and is right against the rest", async () => {
    const { page } = await open("#/story?scene=views");
    await readTo(page, "views");
    const mean = async () => Number(await page.locator("[data-mean]").getAttribute("data-mean"));
    expect(await mean()).toBeCloseTo(1, 3);
    await page.getByLabel("each against the rest", { exact: true }).check();
    expect(await mean()).toBeCloseTo(2 / 3, 3);
    expect((await predict(page, "views", /^1\.8/)).right).toBe(true);
  });

  it("prints all of its scenes, with the questions", async () => {
    const { page } = await open("#/story");
    await question(page, "pairs").waitFor();
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await expect.poll(() => page.locator(".scene").count()).toBe(scenes.length);
    await page.emulateMedia({ media: "print" });
    for (const { name } of scenes) expect(await question(page, name).isVisible()).toBe(true);
    expect(await page.getByRole("button", { name: "Measure" }).first().isVisible()).toBe(false);
  });

  it.each([[{}], [{ dark: true, width: 390 }], [{ width: 320 }]])(
    "breaks no accessibility rule and fits its page with every scene shown, %o",
    async (look) => {
      const { page, complaints } = await open("#/story", look);
      for (const { name } of scenes) await readTo(page, name);
      await page.getByRole("button", { name: "Bring the digits" }).click();
      await page.locator("[data-distinct=imageGivenLabel]").waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
    },
  );

  it("goes to a scene by its link and keeps the address with what is read", async () => {
    const { page } = await open("#/story");
    await page
      .getByRole("navigation", { name: "Scenes" })
      .getByRole("link", { name: "A third view counts once" })
      .click();
    await page.waitForFunction(() => location.hash === "#/story?scene=views");
    await expect
      .poll(() => sceneOf(page, "views").evaluate((node) => node.getBoundingClientRect().top))
      .toBeLessThan(400);
  });
});
