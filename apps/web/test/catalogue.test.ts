import { createCatalogue } from "@crosstilt/catalogue";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser, violations } from "./browser.js";

const plugin = `
import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
export const gap = defineLoss({
  name: "gap", summary: "Half the mean score gap.", formula: "L = E[r_i − S_ii] / 2", source: "a test",
  relations: ["Half the one-sided conditional loss."], options: {}, needs: "statistics",
  evaluate: ({ diagonal, rowLogMeanExp }) => tf.mul(0.5, tf.mean(tf.sub(rowLogMeanExp, diagonal))),
});
export const broken = defineLoss({
  name: "broken", summary: "Throws.", formula: "L = ?", source: "a test", options: {}, needs: "statistics",
  evaluate: () => { throw new Error("this loss cannot"); },
});`;

const addFile = (page: Page, name: string, text: string) =>
  page.getByLabel("Plugin file").setInputFiles({ name, mimeType: "text/javascript", buffer: Buffer.from(text) });
const minimum = (page: Page, loss: string) =>
  page.locator(`article[aria-labelledby="entry-loss-${loss}"] [data-minimum]`).getAttribute("data-minimum");

describe("the page of losses and metrics", () => {
  const { open } = useBrowser();

  it("has a card with a live plot for everything in the catalogue", async () => {
    const { page, complaints } = await open("#/losses?pairs=128");
    const { losses, metrics } = createCatalogue();
    for (const name of losses.names()) await page.locator(`article[aria-labelledby="entry-loss-${name}"]`).waitFor();
    for (const name of metrics.names())
      await page.locator(`article[aria-labelledby="entry-metric-${name}"] .contours.model path`).first().waitFor();
    const conditional = await minimum(page, "conditional");
    expect(Math.abs(Number(conditional) - 0.8)).toBeLessThan(0.35);
    for (const same of ["clip", "multi-positive"]) expect(await minimum(page, same)).toBe(conditional);
    expect(complaints).toEqual([]);
  });

  it("takes a plugin from a file into every chooser and keeps it over a reload; its failures stay its own", async () => {
    const { page } = await open("#/losses");
    await addFile(page, "gap.js", plugin);
    await page.getByText("adds loss broken, loss gap").waitFor();
    await page.locator('article[aria-labelledby="entry-loss-gap"] [data-minimum]').waitFor();
    expect(await page.locator('article[aria-labelledby="entry-loss-broken"] .alert').textContent()).toContain(
      "this loss cannot",
    );
    await page.goto(`${page.url().split("#")[0]}#/tilt?loss=gap&batch=128`);
    await page.reload();
    expect(await page.getByLabel("Other loss").inputValue()).toBe("gap");
    await page.getByRole("button", { name: "Train" }).click();
    await expect.poll(() => page.locator(".training-status").getAttribute("data-status")).toBe("done");
    const off = await page.locator(".verdicts tr").nth(1).locator("td").first().textContent();
    expect(Number(/0\.\d+/.exec(off!)![0])).toBeLessThan(0.1);
  });

  it("says once that the metric of a link is missing", async () => {
    const { page, complaints } = await open("#/losses?metric=nowhere");
    await page.getByText("There is no metric “nowhere” here.").waitFor();
    await page.waitForLoadState("networkidle");
    expect(await page.locator(".alert").count()).toBe(1);
    await page.getByLabel("Metric of the scores").selectOption("cosine");
    await page.locator("[data-minimum]").first().waitFor();
    expect(await page.locator(".alert").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("takes a plugin by address, with the modules beside it", async () => {
    const { page } = await open("#/losses");
    const headers = { "Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript" };
    await page.context().route("https://plugins.example/**", (route) => {
      const scale = 'export const scale = 2;\nimport "@crosstilt/core";';
      const metric = `import { defineMetric } from "@crosstilt/core"; import * as tf from "@tensorflow/tfjs-core";
        import { scale } from "./scale.js";
        export default defineMetric({ name: "doubled", summary: "Twice.", formula: "s = 2⟨u, v⟩", source: "a test",
          options: {}, form: (u, v) => ({ u, v, scale: tf.scalar(scale) }) });`;
      return route.fulfill({ headers, body: route.request().url().endsWith("scale.js") ? scale : metric });
    });
    await page.getByLabel("Address of a plugin").fill("https://plugins.example/metric.js");
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByText("adds metric doubled").waitFor();
    await page.getByLabel("Metric of the scores").selectOption("doubled");
    await page.waitForFunction(() => location.hash.includes("doubled"));
  });

  it.each([
    ["text.js", "export const = 3;", "Unexpected token"],
    ["odd.js", 'import _ from "lodash";', "expected imports of @crosstilt/core"],
    ["empty.js", "export const a = 1;", "exports: expected at least one loss, metric"],
  ])("says what is wrong with %s and goes on working", async (name, text, message) => {
    const { page, complaints } = await open("#/losses");
    await addFile(page, name, text);
    await page.locator(".plugin-list .alert").waitFor();
    expect(await page.locator(".plugin-list .alert").textContent()).toContain(`plugin ${name}: ${message}`);
    await page.locator('article[aria-labelledby="entry-loss-joint"] [data-minimum]').waitFor();
    await page.getByRole("button", { name: `Remove ${name}` }).click();
    await expect.poll(() => page.locator(".plugin-list li").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("saves figures as SVG, PNG and data", async () => {
    const { page } = await open("#/losses");
    await page.locator('article[aria-labelledby="entry-loss-joint"] [data-minimum]').waitFor();
    for (const [format, start] of [
      ["SVG", "<svg"],
      ["PNG", "\x89PNG"],
      ["CSV", "scale,total"],
    ] as const) {
      await page.getByText("Save figure loss-joint", { exact: true }).click({ force: true });
      if (format === "SVG") expect(await violations(page)).toEqual([]);
      const waiting = page.waitForEvent("download");
      await page.locator(".save-menu[open]").getByRole("button", { name: format }).click();
      const file = await waiting;
      expect(file.suggestedFilename()).toBe(`loss-joint.${format.toLowerCase()}`);
      const chunks: Buffer[] = [];
      for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
      expect(Buffer.concat(chunks).toString("latin1").startsWith(start)).toBe(true);
    }
  });
});
