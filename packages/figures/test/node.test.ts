import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { toSvg } from "../src/index.js";
import { htmlReport, toPng, writeFigure } from "../src/node.js";
import { samples } from "./samples.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "figures-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a PNG has twice the size of its SVG and is the same from either", async () => {
  const svg = await toSvg(samples.confusionMatrix!);
  const png = Buffer.from(await toPng(svg));
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!;
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * Number(width), 2 * Number(height)]);
  expect(png.equals(await toPng(samples.confusionMatrix!))).toBe(true);
});

test("a PNG holds text: without the words it is another picture", async () => {
  const svg = await toSvg(samples.barChart!);
  const silent = svg.replaceAll(/<text.*?<\/text>/gs, "");
  expect(Buffer.from(await toPng(silent)).equals(await toPng(svg))).toBe(false);
});

test("a figure is written as picture, print and data", async () => {
  await writeFigure(folder, "fig12", samples.imageGrid!, { label: 7 });
  expect((await readdir(folder)).sort()).toEqual(["fig12.json", "fig12.png", "fig12.svg"]);
  expect(JSON.parse(await readFile(join(folder, "fig12.json"), "utf8"))).toEqual({ label: 7 });
  expect(await readFile(join(folder, "fig12.svg"), "utf8")).toBe(await toSvg(samples.imageGrid!));
  await expect(writeFigure(join(folder, "none"), "a", samples.imageGrid!, {})).rejects.toThrow("received no folder");
});

test("a report needs no other file, escapes all text and keeps the ids of its figures apart", async () => {
  const svg = await toSvg(samples.heatmap!);
  const table = { columns: ["<b>"], rows: [["a & b"], [1.5]], caption: "'quoted'" };
  const html = htmlReport({
    title: "<script>",
    subtitle: "50 < 60",
    sections: [
      { heading: "H & M", paragraphs: ["x < y"], tables: [table], figures: [{ svg, caption: "<i>" }, { svg }] },
    ],
  });
  expect(html).not.toMatch(/<script>|<i>|<b>|src=|<link/);
  for (const text of [
    "&lt;script&gt;",
    "50 &lt; 60",
    "H &amp; M",
    "x &lt; y",
    "a &amp; b",
    "&#39;quoted&#39;",
    "&lt;i&gt;",
  ]) {
    expect(html).toContain(text);
  }
  expect(html).toContain('<td class="number">1.5</td>');
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(ids.length).toBeGreaterThan(1);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, id] of html.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
  expect(() => htmlReport({ title: "a", sections: [] })).toThrow("sections: expected at least one section");
});
