import { expect, test } from "vitest";
import {
  barChart,
  conditionalCurves,
  confusionMatrix,
  densityContours,
  heatmap,
  imageGrid,
  labelProbabilities,
  lineChart,
  sideBySide,
  toSvg,
} from "../src/index.js";
import { samples } from "./samples.js";

const axes = { x: { title: "x" }, y: { title: "y" } };
const gray = (size: number) => ({ width: size, height: size, pixels: new Uint8Array(size * size) });

test.each(Object.entries(samples))(
  "%s is drawn as the same bytes every time, also beside other figures",
  async (_name, spec) => {
    const first = await toSvg(spec);
    const others = Object.values(samples).map(toSvg);
    const again = await toSvg(structuredClone(spec));
    await Promise.all(others);
    expect(again === first).toBe(true);
    expect(first).toMatch(/^<svg [^>]+width="\d/);
    expect(first).not.toMatch(/NaN|Infinity|undefined/);
  },
);

test("a spec that Vega-Lite only warns about is refused", async () => {
  const spec = {
    mark: "point",
    data: { values: [{ a: 1 }] },
    encoding: { x: { field: "a", type: "nominal", scale: { zero: true } } },
  };
  await expect(toSvg(spec as never)).rejects.toThrow("spec: expected a figure without warnings");
});

test("words of any kind appear as they are", async () => {
  const odd = `a.b[0] "c" <d> & 'e' \\ é 中 → {{x}} ${"$"}{y}`;
  const series = [odd, `${odd}!`].map((name) => ({ name, x: [1, 2], y: [1, 2] }));
  const figures = [
    lineChart({ series, x: { title: odd }, y: { title: odd }, references: [{ y: 1, label: odd }], title: odd }),
    barChart({ bars: [{ name: odd, group: odd, value: 1 }], y: { title: odd } }),
    confusionMatrix({ counts: [[1]], labels: [odd] }),
    imageGrid({ rows: [{ title: odd, detail: odd, images: [{ ...gray(2), caption: odd }] }] }),
    densityContours({
      panels: [
        {
          title: odd,
          density: [
            [1, 2],
            [3, 4],
          ],
        },
      ],
      x: { title: odd, range: [0, 1] },
      y: { title: odd, range: [0, 1] },
    }),
  ];
  const shown = odd.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  for (const figure of figures) {
    const texts = [...(await toSvg(figure)).matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(texts).toContain(shown);
  }
});

test("captions reach readers of the screen, and wrong images are framed", async () => {
  const images = [
    { ...gray(2), caption: "right" },
    { ...gray(2), caption: "mistaken", wrong: true },
  ];
  const svg = await toSvg(imageGrid({ rows: [{ title: "model", images }] }));
  expect(svg.match(/<image /g)).toHaveLength(2);
  expect(svg).toContain('aria-label="model: mistaken"');
  expect(svg.match(/stroke="#D55E00"/g)).toHaveLength(1);
});

test("bars, counts and log axes show the numbers they were given", async () => {
  const svg = await toSvg(
    confusionMatrix({
      counts: [
        [3, 0],
        [1, 12],
      ],
    }),
  );
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
  expect(texts.filter((text) => ["3", "12"].includes(text!))).toHaveLength(2);
  const line = lineChart({ series: [{ name: "a", x: [1, 2], y: [1e-5, 1] }], x: axes.x, y: { title: "y", log: true } });
  const labels = [...(await toSvg(line)).matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
  expect(labels).toEqual(expect.arrayContaining(["10⁻⁵", "10⁻⁴", "10⁻³", "0.01", "0.1", "1"]));
});

test("a density's filled contours lie where its mass is", async () => {
  const density = Array.from({ length: 21 }, (_, i) =>
    Array.from({ length: 21 }, (_, j) => (i > 15 && j > 15 ? 1 : 0)),
  );
  const spec = densityContours({
    panels: [{ title: "p", density }],
    x: { title: "x", range: [0, 1] },
    y: { title: "y", range: [0, 1] },
    size: 100,
  });
  const [, path] = / d="(M[^"]+)" fill="rgb/.exec(await toSvg(spec))!;
  const points = [...path!.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  expect(points.length).toBeGreaterThan(3);
  for (const [x, y] of points) expect(x! > 70 && y! < 30).toBe(true);
});

test.each([
  ["no series", () => lineChart({ series: [], ...axes }), "series: expected at least one entry"],
  [
    "an empty series",
    () => lineChart({ series: [{ name: "a", x: [], y: [] }], ...axes }),
    "series[0].x: expected at least one point",
  ],
  [
    "lists of two lengths",
    () => lineChart({ series: [{ name: "a", x: [1], y: [1, 2] }], ...axes }),
    "series[0].y: expected 1 entries",
  ],
  [
    "NaN",
    () => lineChart({ series: [{ name: "a", x: [1], y: [Number.NaN] }], ...axes }),
    "series[0].y[0]: expected a finite number",
  ],
  [
    "zero on a logarithmic axis",
    () => lineChart({ series: [{ name: "a", x: [1], y: [0] }], x: axes.x, y: { title: "", log: true } }),
    "a positive number on a logarithmic axis",
  ],
  [
    "equal names",
    () => lineChart({ series: [0, 1].map(() => ({ name: "a", x: [1], y: [1] })), ...axes }),
    "names that differ",
  ],
  [
    "too many series",
    () => lineChart({ series: Array.from({ length: 9 }, (_, i) => ({ name: `${i}`, x: [1], y: [1] })), ...axes }),
    "series: expected at most 8",
  ],
  ["no bars", () => barChart({ bars: [], y: axes.y }), "bars: expected at least one bar"],
  ["no rows of images", () => imageGrid({ rows: [] }), "rows: expected at least one row"],
  ["a row without images", () => imageGrid({ rows: [{ title: "a", images: [] }] }), "rows[0].images"],
  [
    "an image of another size",
    () => imageGrid({ rows: [{ title: "a", images: [{ ...gray(3), width: 2 }] }] }),
    "expected 2 x 3 pixels, received 9",
  ],
  ["no test images", () => labelProbabilities({ images: [], models: [] }), "images: expected at least one image"],
  [
    "missing probabilities",
    () =>
      labelProbabilities({
        images: [0, 1].map(() => ({ ...gray(2), caption: "" })),
        models: [{ name: "a", probabilities: [[1]] }],
      }),
    "models[0].probabilities",
  ],
  ["a matrix that is not square", () => confusionMatrix({ counts: [[1, 2]] }), "counts[0]: expected 1 entries"],
  ["negative counts", () => confusionMatrix({ counts: [[-1]] }), "counts[0][0]: expected a count >= 0"],
  [
    "a ragged matrix",
    () => heatmap({ values: [[1, 2], [3]], ...axes, colour: { title: "" } }),
    "values[1]: expected 2 entries",
  ],
  [
    "an empty matrix",
    () => heatmap({ values: [], ...axes, colour: { title: "" } }),
    "values: expected at least one row",
  ],
  [
    "no panels",
    () => densityContours({ panels: [], x: { title: "", range: [0, 1] }, y: { title: "", range: [0, 1] } }),
    "panels: expected at least one panel",
  ],
  [
    "a density of zeros",
    () =>
      densityContours({
        panels: [
          {
            title: "",
            density: [
              [0, 0],
              [0, 0],
            ],
          },
        ],
        x: { title: "", range: [0, 1] },
        y: { title: "", range: [0, 1] },
      }),
    "some of them positive",
  ],
  [
    "densities of two lengths",
    () => conditionalCurves({ x: [1, 2], truth: [1, 2], models: [{ name: "a", density: [1] }], xTitle: "" }),
    "models[0].density: expected 2 entries",
  ],
  ["no figures", () => sideBySide([]), "figures: expected at least one figure"],
])("%s is refused", (_name, make, message) => {
  expect(make).toThrow(message);
});

test("lines that end together are named at their ends, apart and in order, without a legend", async () => {
  const ends = [1, 1.0001, 0.9999, 5, 1];
  const series = ends.map((end, i) => ({ name: `method ${i}`, x: [1, 2], y: [3, end], dashed: i === 1 }));
  const spec = lineChart({ series, x: axes.x, y: { title: "y", log: true }, labels: true, points: true, height: 200 });
  const { layer } = spec as unknown as { layer: { mark: { type: string }; data: { values: Label[] } }[] };
  interface Label {
    readonly name: string;
    readonly from: number;
    readonly to: number;
  }
  const { values } = layer.find(({ mark }) => mark.type === "text")!.data;
  expect(values.map(({ name }) => name)).toEqual(["method 3", "method 1", "method 0", "method 4", "method 2"]);
  values.slice(1).forEach(({ to }, i) => {
    expect(to - values[i]!.to).toBeGreaterThanOrEqual(13);
  });
  for (const { from, to } of values) {
    expect(Math.min(from, to)).toBeGreaterThanOrEqual(0);
    expect(Math.max(from, to)).toBeLessThanOrEqual(200);
  }
  const svg = await toSvg(spec);
  for (const { name } of series) expect(svg).toContain(`>${name}<`);
});

test("a legend shows the dash of the line that it stands for", async () => {
  const series = ["whole", "dashed"].map((name, i) => ({ name, x: [1, 2], y: [1, i], dashed: i === 1 }));
  const svg = await toSvg(lineChart({ series, ...axes }));
  // One dash of the line itself, one of the legend.
  expect(svg.match(/stroke-dasharray="5,3"/g)).toHaveLength(2);
});
