import { describe, expect, it } from "vitest";
import { labs } from "../src/labs.js";
import { useBrowser, violations } from "./browser.js";

const addresses = ["#/", ...labs.map(({ name }) => `#/${name}`)];

describe("every page", () => {
  const { open } = useBrowser();

  it.each(addresses)(
    "%s breaks no accessibility rule and leaves the console silent, light, dark and on a phone",
    async (hash) => {
      for (const look of [{}, { dark: true }, { width: 390 }]) {
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
      await page.getByRole("link", { name: title, exact: true }).click();
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      await page.getByRole("link", { name: "crosstilt, start" }).click();
    }
    await page.getByRole("button", { name: "Dark colours" }).click();
    await page.reload();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
  });

  it("loads less than 350 kB before a lab is opened", async () => {
    const { page } = await open("#/");
    const bytes = await page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).decodedBodySize, 0),
    );
    expect(bytes).toBeLessThan(350_000);
  });
});
