import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import { useCpu } from "@crosstilt/backends/cpu";
import { createCatalogue } from "@crosstilt/catalogue";
import { arrayPairs, createGenerator } from "@crosstilt/core";
import { dataReport, readPairs, readPairsLike } from "@crosstilt/dataset-files";
import { evaluateRetrieval } from "@crosstilt/evaluation";
import { encodeNpy } from "@crosstilt/formats";
import { disposeModel, embedPairs, parseDescription, restoreModel } from "@crosstilt/project/browser";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { useBrowser, violations } from "./browser.js";

const ROWS = 400;
const generator = createGenerator(3);
const u = Float32Array.from({ length: 4 * ROWS }, () => generator.normal());
const v = Array.from({ length: ROWS }, (_, i) => ({
  near: u[4 * i]! + 0.2 * generator.normal(),
  far: u[4 * i + 1]! + 0.2 * generator.normal(),
}));
const npy = encodeNpy({ shape: [ROWS, 4], data: u });
const csv = new TextEncoder().encode(`near,far\n${v.map(({ near, far }) => `${near},${far}`).join("\n")}\n`);
const parquet = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: "near", data: Float64Array.from(v, ({ near }) => near), type: "DOUBLE" },
      { name: "far", data: Float64Array.from(v, ({ far }) => far), type: "DOUBLE" },
    ],
  }),
);

const put = (page: Page, side: "u" | "v", name: string, content: Uint8Array) =>
  page
    .getByLabel(`File of ${side}`)
    .setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });
const fact = (page: Page, name: string) => page.locator(`[data-report=${name}]`).textContent();

async function downloaded(page: Page, button: string): Promise<Buffer> {
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: button, exact: true }).click();
  return readFile(await (await waiting).path());
}

describe("the page of your data", () => {
  const { open } = useBrowser();
  beforeAll(useCpu);

  it("reports on NPY and CSV as the library does, trains, retrieves, and gives a model that the library restores", async () => {
    const { page, complaints } = await open("#/files?dimension=4&epochs=20");
    expect(await page.getByText(/Nothing leaves this machine/).count()).toBe(1);
    await put(page, "u", "u.npy", npy);
    await put(page, "v", "v.csv", csv);
    await page.locator("[data-report=train]").waitFor();
    const splits = await readPairs({
      u: { path: "u.npy", bytes: npy },
      v: { path: "v.csv", bytes: csv },
      split: { test: 0.1, validation: 0.1 },
    });
    const { correlation } = await dataReport(splits.train);
    expect(await fact(page, "train")).toBe(String(splits.train.length));
    expect(await fact(page, "test")).toBe(String(splits.test.length));
    const information = "mutualInformation" in correlation ? correlation.mutualInformation : Number.NaN;
    expect(await fact(page, "information")).toContain(`${information.toFixed(2)} nats (`);
    await page.getByRole("button", { name: "Train" }).click();
    await page.getByRole("heading", { name: "What is retrieved" }).waitFor();
    const recall = await page.locator('[data-recall="u 10"]').textContent();
    expect(Number.parseFloat(recall!)).toBeGreaterThan(50);
    expect(await page.locator("[data-found]").count()).toBe(5);
    const text = await downloaded(page, "model.json");
    const description = parseDescription(text.toString(), "model.json");
    const weights = new Uint8Array(await downloaded(page, "model.safetensors"));
    const model = { "model.json": text, "model.safetensors": Buffer.from(weights) };
    const restored = restoreModel({ description, weights }, createCatalogue());
    expect(restored.model.dimension).toBe(4);
    expect(description.calibration!.temperature).toBeGreaterThan(0);
    await page
      .getByLabel("model.json and model.safetensors")
      .setInputFiles(Object.entries(model).map(([name, buffer]) => ({ name, mimeType: "", buffer })));
    const opened = page.locator("section", { has: page.getByRole("heading", { name: "Open a model" }) });
    const all = await opened.locator('[data-recall="u 10"]').textContent();
    const sides = { u: { path: "u.npy", bytes: npy }, v: { path: "v.csv", bytes: csv } };
    const pairs = await readPairsLike(sides, description.data);
    const { uToV } = evaluateRetrieval(await embedPairs(restored, arrayPairs(pairs.u, pairs.v)));
    disposeModel(restored);
    expect(Number.parseFloat(all!)).toBeCloseTo(100 * uToV.metrics["recall@10"]!, 0);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("shows what is retrieved as pictures and in the words of its row, and saves it", async () => {
    const pictures = encodeNpy({
      shape: [ROWS, 6, 6],
      data: Float32Array.from({ length: 36 * ROWS }, (_, i) => u[i % u.length]!),
    });
    const captions = v.map(({ near, far }, i) => `${near},${far},item-${i},"a thing, number ${i}"`);
    const table = new TextEncoder().encode(`near,far,sku,caption\n${captions.join("\n")}\n`);
    const { page, complaints } = await open("#/files?vColumns=near,far&epochs=1");
    await put(page, "u", "pictures.npy", pictures);
    await put(page, "v", "things.csv", table);
    await page.getByRole("button", { name: "Train", exact: true }).click();
    const found = page.locator("[data-found]");
    await found.first().waitFor();
    const text = (await found.first().textContent())!;
    const row = Number(text.match(/row (\d+), score/)![1]);
    expect(text).toContain(`sku: item-${row - 1} · caption: a thing, number ${row - 1}`);
    expect(await page.locator(".found image").count()).toBe(1);
    await page.locator(".found .save-menu summary").click();
    const saved = (await downloaded(page, "CSV")).toString();
    expect(saved.split("\r\n")).toHaveLength(8);
    expect(saved).toContain(`"sku: item-${row - 1} · caption: a thing, number ${row - 1}"`);
    await page.locator(".found .save-menu summary").click();
    expect((await downloaded(page, "SVG")).toString()).toContain(`row ${row}`);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("reads Parquet as well, and columns that are asked for", async () => {
    const { page } = await open("#/files?vColumns=far");
    await put(page, "u", "u.npy", npy);
    await put(page, "v", "v.parquet", parquet);
    await expect.poll(() => fact(page, "side-v")).toBe("one number");
  });

  it.each([
    ["bad.npy", Uint8Array.of(1, 2, 3, 4, 5, 6, 7), "bad.npy: expected an NPY file"],
    ["odd.csv", new TextEncoder().encode("near\n1\n2\n3\nfour\n5\n"), 'odd.csv, line 5, column "near"'],
    ["short.csv", new TextEncoder().encode("near\n1\n2\n"), "expected files of equal length"],
    ["notes.docx", Uint8Array.of(0), "expected a file that ends in .csv"],
    ["broken.parquet", Uint8Array.of(80, 65, 82, 49, 0, 0), "broken.parquet: expected a complete Parquet file"],
  ])("says what is wrong with %s", async (name, content, message) => {
    const { page, complaints } = await open("#/files");
    await put(page, "u", "u.npy", npy);
    await put(page, "v", name, content);
    expect(await page.getByRole("alert").textContent()).toContain(message);
    await put(page, "v", "v.csv", csv);
    await page.locator("[data-report=train]").waitFor();
    expect(complaints).toEqual([]);
  });

  it("keeps files, model and history over other pages and a reload, until they are forgotten", async () => {
    const { page, complaints } = await open("#/files?dimension=3&epochs=5");
    await put(page, "u", "u.npy", npy);
    await put(page, "v", "v.csv", csv);
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.getByRole("heading", { name: "Runs so far" }).waitFor();
    const recall = () => page.locator('[data-recall="u 10"]').textContent();
    const reached = await recall();
    await page.getByRole("link", { name: "Tilt", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Tilt lab" }).waitFor();
    await page.getByRole("link", { name: "Your data", exact: true }).click();
    await page.getByText("The model of your last training").waitFor();
    expect(await recall()).toBe(reached);
    expect(page.url()).toContain("dimension=3");
    await page.reload();
    await page.getByText("The model of your last training").waitFor();
    expect(await recall()).toBe(reached);
    await page.locator("[data-found]").first().waitFor();
    expect(await page.locator(".runs tbody tr").count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Forget files and model" }).click();
    await page.getByRole("heading", { name: "Three steps" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Three steps" }).waitFor();
    expect(await page.locator(".runs").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("takes two files that are dropped on one box as both sides", async () => {
    const { page } = await open("#/files");
    await page.evaluate(() => {
      const list = new DataTransfer();
      const rows = Array.from({ length: 60 }, (_, i) => `${Math.sin(i)},${Math.cos(i)}`).join("\n");
      for (const name of ["one.csv", "two.csv"]) list.items.add(new File([`a,b\n${rows}\n`], name));
      const zone = document.querySelector(".drop-zone")!;
      zone.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: list }));
    });
    await page.locator("[data-report=train]").waitFor();
    expect(await page.locator(".side-box strong").allTextContents()).toEqual(["one.csv", "two.csv"]);
  });

  it("asks before a setting ends a run, and keeps the run if told so", async () => {
    const { page } = await open("#/files?example=1&epochs=500");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    const status = page.locator(".training-status");
    await page.getByRole("slider", { name: "batch size" }).fill("64");
    const dialog = page.getByRole("dialog", { name: "End the run?" });
    await dialog.waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Keep it" }).click();
    expect(await status.getAttribute("data-status")).toBe("paused");
    expect(await page.getByRole("slider", { name: "batch size" }).inputValue()).toBe("128");
    await page.getByRole("slider", { name: "batch size" }).fill("64");
    await dialog.getByRole("button", { name: "End it" }).click();
    await expect.poll(() => status.getAttribute("data-status")).toBe("idle");
    expect(await page.getByRole("slider", { name: "batch size" }).inputValue()).toBe("64");
  });

  it("fits its page with long names of files, and says where a value is missing in words of the page", async () => {
    const long = `${"a-very-long-name-of-an-export_".repeat(5)}.csv`;
    const holes = new TextEncoder().encode("near,far\n1,2\n,3\n4,5\n");
    for (const width of [390, 1440]) {
      const { page } = await open("#/files", { width });
      await put(page, "u", long, holes);
      await put(page, "v", `v-${long}`, holes);
      const alert = page.getByRole("alert");
      await alert.waitFor();
      expect(await alert.textContent()).toContain("choose “leave out” under “How rows belong together”");
      expect(await page.getByText("leave out", { exact: true }).isVisible()).toBe(true);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  });
});
