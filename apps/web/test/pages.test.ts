import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { labs } from "../src/labs.js";
import { useBrowser, violations } from "./browser.js";

const addresses = ["#/", ...labs.map(({ name }) => `#/${name}`)];

describe("every page", () => {
  const { open } = useBrowser();

  it.each(addresses)(
    "%s breaks no accessibility rule and leaves the console silent, light on a desk, dark on a phone and narrow",
    async (hash) => {
      for (const look of [{}, { dark: true, width: 390 }, { width: 320 }]) {
        const { page, complaints } = await open(hash, look);
        await page.waitForLoadState("networkidle");
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        expect(complaints).toEqual([]);
      }
    },
  );

  it("is reached from the first one by its links, and the switch turns the colours over and is remembered", async () => {
    const { page } = await open("#/");
    for (const { title } of labs) {
      await page.getByRole("main").getByRole("link", { name: title, exact: true }).click();
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      await page.getByRole("link", { name: "crosstilt, start" }).click();
    }
    await page.getByRole("button", { name: "Dark colours" }).click();
    await page.reload();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
  });

  it("that does not arrive leaves the others, and comes when it is asked for again", async () => {
    const { page } = await open("#/tilt");
    await page.route(/assets\/ocean-page/, (route) => route.abort());
    await page.getByRole("link", { name: "Ocean", exact: true }).click();
    await page.getByRole("alert").getByRole("heading", { name: "Ocean lab could not be shown" }).waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("Its code did not arrive");
    await page.getByRole("link", { name: "Tilt", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Tilt lab" }).waitFor();
    await page.getByRole("link", { name: "Ocean", exact: true }).click();
    await page.getByRole("alert").waitFor();
    await page.unroute(/assets\/ocean-page/);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { level: 1, name: "Ocean lab" }).waitFor();
  });

  it("of an unknown address says so, and breaks no rule", async () => {
    const { page } = await open("#/nowhere");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("There is no page “nowhere”");
    expect(await violations(page)).toEqual([]);
  });

  it("is not replaced by a file that is dropped beside a box", async () => {
    const { page } = await open("#/files");
    const prevented = await page.evaluate(() => {
      const drop = new DragEvent("drop", { bubbles: true, cancelable: true });
      document.body.dispatchEvent(drop);
      return drop.defaultPrevented;
    });
    expect(prevented).toBe(true);
  });

  it("is gone back to as it was left, however soon", async () => {
    const { page } = await open("#/tilt");
    const correlation = page.getByRole("slider", { name: /^correlation/ });
    await correlation.fill("0.2");
    await page.waitForFunction(() => location.hash.includes("correlation=0.2"));
    for (const lab of ["Ocean", "Gaussian process"]) {
      await page.getByRole("link", { name: lab, exact: true }).click();
      await page.getByRole("heading", { level: 1, name: `${lab} lab` }).waitFor();
      await page.goBack();
      await page.getByRole("heading", { level: 1, name: "Tilt lab" }).waitFor();
      expect(await correlation.inputValue()).toBe("0.2");
    }
  });

  it("keeps the link to the current page in sight on a phone", async () => {
    const { page } = await open("#/losses", { width: 390 });
    const box = (await page.locator(".site-header nav [aria-current]").boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(390);
  });

  it.each(["process", "losses", "files"])(
    "has the content of #/%s above the fold of its settings on a phone",
    async (lab) => {
      const { page } = await open(`#/${lab}`, { width: 390 });
      const settings = page.locator(".fold");
      await settings.waitFor();
      expect(await settings.getAttribute("open")).toBeNull();
      await settings.locator("summary").click();
      expect(await settings.getByRole("slider").first().isVisible()).toBe(true);
      expect(await violations(page)).toEqual([]);
    },
  );

  it("has letters of a readable size in its plots on a tablet", async () => {
    const { page } = await open("#/tilt", { width: 820 });
    await page.locator(".joint-panels .plot").first().waitFor();
    const sizes = await page.locator(".plot").evaluateAll((plots) =>
      plots.map((plot) => {
        const { width } = plot.getBoundingClientRect();
        const letters = Number.parseFloat(getComputedStyle(plot.querySelector(".tick")!).fontSize);
        return (letters * width) / (plot as SVGSVGElement).viewBox.baseVal.width;
      }),
    );
    expect(Math.min(...sizes)).toBeGreaterThan(10);
  });

  it("gives a link that leads back to what is seen", async () => {
    const { page } = await open("#/tilt?metric=quadratic");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy a link to this view" }).click();
    await page.getByText("Link copied.").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  });

  it("saves figures in light colours on white, with their titles and legends, also where it is dark", async () => {
    const { page } = await open("#/tilt", { dark: true });
    await page.locator("summary", { hasText: "Save figure tilt-densities-of-u-given-v-1-00" }).press("Enter");
    const waiting = page.waitForEvent("download");
    await page.locator(".save-menu[open]").getByRole("button", { name: "SVG" }).click();
    const svg = await readFile(await (await waiting).path(), "utf8");
    const texts = [...svg.matchAll(/<text[^>]*>([^<]+)</g)].map(([, text]) => text);
    expect(texts).toContain("u given v = 1.00");
    for (const name of ["truth", "model", "reference, the marginal of the truth"]) expect(texts).toContain(name);
    expect(svg).toContain('fill="#ffffff"');
    expect(svg).toContain("stroke:rgb(0, 105, 166)");
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBeUndefined();
  });

  it("loads less than 350 kB before a lab is opened, and neither worker nor wasm", async () => {
    const { page } = await open("#/");
    await page.waitForLoadState("networkidle");
    const files = await page.evaluate(() =>
      (performance.getEntriesByType("resource") as PerformanceResourceTiming[]).map(({ name, decodedBodySize }) => ({
        name,
        size: decodedBodySize,
      })),
    );
    expect(files.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(350_000);
    expect(files.filter(({ name }) => /worker|wasm|mnist/.test(name))).toEqual([]);
  });
});
