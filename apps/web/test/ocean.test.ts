import { readFile } from "node:fs/promises";
import { createOcean, drawCoefficients, posterior, velocityField } from "@crosstilt/dataset-ocean/physics";
import { cosines, galleryOf, observe, pathThrough, rankingOf } from "@crosstilt/labs/ocean";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { oceanFields } from "../src/ocean/settings.js";
import { readFields } from "../src/state/fields.js";
import { useBrowser, violations } from "./browser.js";

const place = (page: Page) => page.locator("[data-place]").textContent();
const cell = (page: Page, method: string, name: "rank" | "best") =>
  page.locator(`[data-method="${method}"] [data-${name}]`);
const start = (page: Page) => page.getByRole("slider", { name: "Start of the drifter" });
const csv = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

/** Waits until the worker has answered. */
async function ranked(page: Page, method: string, name: "rank" | "best" = "best"): Promise<string> {
  await expect.poll(() => cell(page, method, name).textContent()).not.toBe("–");
  return (await cell(page, method, name).textContent())!;
}

describe("the ocean lab", () => {
  const { open } = useBrowser();

  it("moves a dropped drifter along its path, holds it on pause, and takes it to any time", async () => {
    const { page, complaints } = await open("#/ocean");
    const before = await place(page);
    await expect.poll(() => place(page)).not.toBe(before);
    await page.getByRole("button", { name: "Pause" }).click();
    const held = await place(page);
    await page.waitForTimeout(200);
    expect(await place(page)).toBe(held);
    await page.getByRole("slider", { name: "time t" }).fill("0.05");
    const path = pathThrough(1, drawCoefficients(createOcean(), 1), [0.75, 0.75]);
    const [x, y] = [path[200]!, path[201]!].map((value) => (value - Math.floor(value)).toFixed(2));
    expect(await place(page)).toBe(`(${x}, ${y})`);
    expect(complaints).toEqual([]);
  });

  it("drops the drifter where it is clicked, moves it by arrow keys and by numbers, and a reload restores it", async () => {
    const { page } = await open("#/ocean?time=0.1");
    const sea = page.locator("svg .sea");
    const box = (await sea.boundingBox())!;
    const there = await place(page);
    await sea.click({ position: { x: 0.2 * box.width, y: 0.6 * box.height } });
    expect(await start(page).getAttribute("aria-valuetext")).toBe("x 0.20, y 0.40");
    expect(await place(page)).not.toBe(there);
    await start(page).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Shift+ArrowUp");
    expect(await start(page).getAttribute("aria-valuetext")).toBe("x 0.21, y 0.45");
    await page.getByRole("spinbutton", { name: "start x" }).fill("0.6");
    expect(await start(page).getAttribute("aria-valuetext")).toBe("x 0.60, y 0.45");
    await page.waitForURL(/x=0\.6&y=0\.4/);
    const moved = await place(page);
    await page.reload();
    expect(await start(page).getAttribute("aria-valuetext")).toBe("x 0.60, y 0.45");
    expect(await place(page)).toBe(moved);
  });

  it("ranks the true field first by likelihood, and shows the same numbers as the posterior computed here", async () => {
    const hash = "field=4&part=0.6&noise=-3&size=11&time=0.01";
    const { page, complaints } = await open(`#/ocean?${hash}`);
    expect(await ranked(page, "likelihood", "rank")).toBe("1");
    const { ocean, positions, reading } = observe(readFields(oceanFields, new URLSearchParams(hash)))!;
    const { mean } = posterior(ocean, positions, reading);
    const { best, rank } = rankingOf(cosines(mean, galleryOf(1, 2048), mean.length), 4, 1);
    expect(await ranked(page, "mean", "rank")).toBe(String(rank));
    expect(await ranked(page, "mean")).toBe(`# ${best[0]!.index}`);
    const truth = drawCoefficients(ocean, 4);
    const error = Math.hypot(...mean.map((value, k) => value - truth[k]!)) / Math.hypot(...truth);
    expect(await page.locator("[data-missed]").textContent()).toBe(`${(100 * error).toFixed(0)} %`);
    await page.getByText("the true one").waitFor();
    expect(complaints).toEqual([]);
  });

  it("seeks the field of an uploaded path, after refusing a bad file with the place of what is wrong", async () => {
    const { page } = await open("#/ocean?source=file&seed=2&time=0.01");
    const input = page.getByLabel("CSV or NetCDF-3 file of drifters");
    await input.setInputFiles(csv("bad.csv", "lon,lat,time\n1,2,3\n1,here,4\n"));
    const alert = page.getByRole("alert");
    await expect.poll(() => alert.textContent()).toMatch(/^bad\.csv, line 3, column lat: expected a number.*"here"/);
    const path = pathThrough(2, drawCoefficients(createOcean({ seed: 2 }), 17), [0.3, 0.6]);
    const lines = Array.from({ length: 201 }, (_, i) => `${i * 5e-4},${path[2 * i]},${path[2 * i + 1]}`);
    await input.setInputFiles(csv("good.csv", `t,x,y\n${lines.join("\n")}\n`));
    expect(await ranked(page, "likelihood")).toBe("# 17");
    expect(await alert.textContent()).toBe("");
    await page.waitForURL(/path=/);
    await page.reload();
    expect(await ranked(page, "likelihood")).toBe("# 17");
    expect(await violations(page)).toEqual([]);
  });

  it("takes real drifters in degrees, one of several by choice", async () => {
    const { page } = await open("#/ocean?source=file&time=0.01");
    const fixes = (id: string, turn: number) =>
      Array.from({ length: 30 }, (_, i) => `${id},${i},${-30 + Math.cos(turn * i)},${40 + Math.sin(turn * i)}`);
    const text = `id,time (hours),lon,lat\n${[...fixes("one", 0.1), ...fixes("two", 0.2)].join("\n")}\n`;
    await page.getByLabel("CSV or NetCDF-3 file of drifters").setInputFiles(csv("real.csv", text));
    await page.getByText("2 drifters.").waitFor();
    const length = page.locator(".facts dd").first();
    const first = Number(await length.textContent());
    await page.getByLabel("drifter", { exact: true }).selectOption("two (30 fixes)");
    await expect.poll(async () => Number(await length.textContent())).toBeGreaterThan(first + 0.3);
  });

  it("saves an example that can be uploaded again", async () => {
    const { page } = await open("#/ocean?source=file&field=9&time=0.01");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save an example" }).click(),
    ]);
    await page.getByLabel("CSV or NetCDF-3 file of drifters").setInputFiles(await download.path());
    expect(await ranked(page, "likelihood")).toBe("# 9");
  });

  it("saves maps with their colours as SVG and PNG, and the numbers behind them", async () => {
    const { page } = await open("#/ocean?time=0.01");
    await ranked(page, "likelihood");
    const save = async (figure: string, format: string) => {
      await page.locator("summary", { hasText: `Save figure ${figure}` }).press("Enter");
      const waiting = page.waitForEvent("download");
      await page.locator(".save-menu[open]").getByRole("button", { name: format }).click();
      const file = await waiting;
      expect(file.suggestedFilename()).toBe(`${figure}.${format.toLowerCase()}`);
      return readFile(await file.path());
    };
    expect((await save("ocean-truth", "SVG")).toString()).toMatch(/<image[^>]* href="data:image\/png;base64,/);
    expect((await save("ocean-field", "PNG")).subarray(1, 4).toString()).toBe("PNG");
    const rows = (await save("ocean-truth", "CSV")).toString().trim().split("\r\n");
    const [x, y, potential] = rows[1000]!.split(",").map(Number) as [number, number, number];
    const field = velocityField(createOcean(), drawCoefficients(createOcean(), 1));
    expect(potential).toBeCloseTo(field.potential(x, y, 0.01), 3);
    expect(await page.locator(".ocean-map image").count()).toBe(0);
  });

  it("takes a path that is drawn, by mouse or by keys, and a reload restores it", async () => {
    const { page } = await open("#/ocean?source=draw&time=0.01");
    await page.locator("svg .sea").scrollIntoViewIfNeeded();
    const box = (await page.locator("svg .sea").boundingBox())!;
    const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
    await page.mouse.move(...at(0.2, 0.5));
    await page.mouse.down();
    for (let i = 1; i <= 12; i++) await page.mouse.move(...at(0.2 + 0.05 * i, 0.5 - 0.2 * Math.sin(i / 4)));
    await page.mouse.up();
    const length = page.locator(".facts dd").first();
    const drawn = Number(await length.textContent());
    expect(drawn).toBeGreaterThan(0.6);
    await ranked(page, "likelihood");
    await page.getByRole("slider", { name: "Pen" }).focus();
    for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowDown");
    await expect.poll(async () => Number(await length.textContent())).toBeGreaterThan(drawn + 0.15);
    await page.waitForURL(/path=/);
    await page.waitForTimeout(300);
    const longer = await length.textContent();
    await page.reload();
    await length.waitFor();
    expect(await length.textContent()).toBe(longer);
    expect(await violations(page)).toEqual([]);
  });

  it("stands still for readers who ask for less motion, until they press play", async () => {
    const { page } = await open("#/");
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.getByRole("link", { name: "Ocean lab", exact: true }).click();
    const still = await place(page);
    await page.waitForTimeout(300);
    expect(await place(page)).toBe(still);
    await page.getByRole("button", { name: "Play" }).click();
    await expect.poll(() => place(page)).not.toBe(still);
  });

  it("trains the encoder and measures it beside the others", async () => {
    const { page, complaints } = await open("#/ocean?part=0.3&time=0.01");
    const shares = (method: string) =>
      page
        .locator(`[data-recall="${method}"] td`)
        .allTextContents()
        .then((texts) => texts.map(Number));
    await page.getByRole("button", { name: "Train" }).click();
    const status = page.locator(".training-status");
    await expect.poll(() => status.getAttribute("data-status")).toBe("done");
    await expect.poll(async () => (await shares("encoder"))[0]).toBeGreaterThan(0);
    const [encoder, mean] = [await shares("encoder"), await shares("mean")];
    expect(encoder[1]!).toBeGreaterThanOrEqual(mean[1]! - 0.05);
    expect((await shares("likelihood"))[0]).toBeGreaterThan(mean[0]!);
    await ranked(page, "encoder", "rank");
    expect(complaints).toEqual([]);
  });
});

describe("the measurement over many drifters", () => {
  const { open } = useBrowser();
  const status = (page: Page) => page.locator("[data-measured]");
  const share = (page: Page, method: string) => page.locator(`[data-recall="${method}"] td`).first().textContent();

  it("of very many waits until it is asked for, and can be stopped", async () => {
    const { page, complaints } = await open("#/ocean?time=0.01&pairs=12");
    await page.getByText("Not measured: so many take a minute or more.").waitFor();
    await page.getByRole("button", { name: "Measure", exact: true }).click();
    await expect.poll(() => status(page).textContent()).toMatch(/^Measuring: [1-9]/);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Not measured: so many").waitFor();
    // The worker is free at once for what else is asked of it.
    await page.getByRole("button", { name: "Next field" }).click();
    await expect.poll(() => cell(page, "likelihood", "best").textContent()).toBe("# 2");
    expect(await share(page, "mean")).toBe("–");
    expect(complaints).toEqual([]);
  });
});

describe("the ocean lab with a worker that fails", () => {
  const { open } = useBrowser();
  const headers = { "Content-Type": "text/javascript", "Cross-Origin-Embedder-Policy": "require-corp" };
  /** What comlink sends back when a call throws. */
  const failing = `onmessage = ({ data: { id } }) =>
    postMessage({ id, type: "HANDLER", name: "throw", value: { isError: true, value: { message: "no memory is left" } } });`;

  it("says in words what could not be computed", async () => {
    const { page } = await open("#/");
    await page.route(/ocean\.worker/, (route) => route.fulfill({ headers, body: failing }));
    await page.getByRole("main").getByRole("link", { name: "Ocean lab" }).click();
    await page.getByRole("alert").filter({ hasText: "The fields could not be searched: no memory is left" }).waitFor();
    await page.getByText("Not measured.").waitFor();
    expect(await page.locator(".spread .alert").textContent()).toBe("no memory is left");
    expect(await violations(page)).toEqual([]);
  });

  it("says when the worker itself does not start", async () => {
    const { page } = await open("#/");
    await page.route(/ocean\.worker/, (route) => route.abort());
    await page.getByRole("main").getByRole("link", { name: "Ocean lab" }).click();
    await page.getByText(/The worker that computes for this page stopped: .*\. Reload the page/).waitFor();
  });
});
