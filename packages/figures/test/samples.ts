import {
  barChart,
  conditionalCurves,
  confusionMatrix,
  densityContours,
  type FigureSpec,
  type GrayImage,
  heatmap,
  imageGrid,
  labelProbabilities,
  lineChart,
  sideBySide,
} from "../src/index.js";

const range = (n: number, from = 0, to = n - 1) =>
  Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));

/** A handwritten seven, slanted as asked. */
function seven(slant: number): GrayImage {
  const near = (x: number, y: number) => {
    const bar = Math.max(Math.abs(y - 7), Math.max(6 - x, x - 21, 0));
    const stem = Math.max(Math.abs(x - 21 + ((y - 7) * slant) / 14), Math.max(7 - y, y - 22, 0));
    return Math.min(bar, stem);
  };
  const pixels = Uint8Array.from(
    { length: 784 },
    (_, i) => 255 * Math.max(0, Math.min(1, 2 - near(i % 28, Math.floor(i / 28)))),
  );
  return { width: 28, height: 28, pixels };
}

const normal = (x: number, mean: number, deviation: number) =>
  Math.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI));

const models = ["two-sided", "label given image", "image given label"];

function joint(correlation: number): number[][] {
  const conditional = 1.5 * (1 - correlation ** 2);
  return range(61, -4, 4).map((v) =>
    range(61, -4, 4).map((u) => normal(v, 0, Math.sqrt(1.5)) * normal(u, correlation * v, Math.sqrt(conditional))),
  );
}

const epochs = range(30, 1, 30);
const curve = (rate: number, floor: number) => epochs.map((epoch) => floor + 2 * Math.exp(-rate * epoch));

const training = lineChart({
  title: "Training",
  series: [
    { name: "train", x: epochs, y: curve(0.3, 0.02), lower: curve(0.3, 0.012), upper: curve(0.3, 0.04) },
    { name: "test", x: epochs, y: curve(0.3, 0.05), dashed: true },
  ],
  x: { title: "epoch" },
  y: { title: "loss (nats)", log: true },
  references: [{ y: 0.03, label: "lower bound" }],
});

const errors = lineChart({
  title: "Conditional means",
  series: [
    { name: "u | v", x: [1, 2, 3, 4, 5, 6], y: [6.9e-3, 1.9e-3, 6.1e-4, 1.8e-4, 4e-5, 4e-5] },
    { name: "v | u", x: [1, 2, 3, 4, 5, 6], y: [1.22, 0.55, 0.215, 0.068, 0.003, 0.003] },
  ],
  x: { title: "embedding dimension", ticks: [1, 2, 3, 4, 5, 6] },
  y: { title: "mean squared error", log: true },
  references: [{ x: 5, label: "full rank" }],
  points: true,
});

const xs = range(121, -4, 4);

/** One figure of every kind. */
export const samples: Readonly<Record<string, FigureSpec>> = {
  imageGrid: imageGrid({
    rows: models.map((title, row) => ({
      title,
      detail: `effective sample size ${[1007, 44, 1030][row]}`,
      images: range(16).map((i) => {
        const wrong = (i * 7 + row) % 11 === 0;
        return { ...seven(i / 2), caption: wrong ? "9" : "7", wrong };
      }),
    })),
  }),
  labelProbabilities: labelProbabilities({
    images: range(3).map((i) => ({ ...seven(4 * i), caption: `label ${7 - i}` })),
    models: models.map((name, m) => ({
      name,
      probabilities: range(3).map((i) => range(10).map((k) => (k === 7 - i ? 0.8 + 0.05 * m : (0.2 - 0.05 * m) / 9))),
    })),
  }),
  confusionMatrix: confusionMatrix({
    counts: range(10).map((i) => range(10).map((j) => (i === j ? 980 - 12 * i : (i * j * 7) % 5))),
  }),
  lineChart: sideBySide([training, errors]),
  densityContours: densityContours({
    panels: [
      { title: "truth", density: joint(0.667) },
      { title: "conditional loss", density: joint(0.55), reference: joint(0.667) },
      { title: "joint loss", density: joint(0.4), reference: joint(0.667) },
    ],
    x: { title: "u", range: [-4, 4] },
    y: { title: "v", range: [-4, 4] },
  }),
  conditionalCurves: sideBySide(
    ["u given v = 1", "v given u = 1"].map((xTitle) =>
      conditionalCurves({
        x: xs,
        truth: xs.map((x) => normal(x, 0.67, 0.91)),
        models: [
          { name: "inner product", density: xs.map((x) => normal(x, 0.67, 1.22)) },
          { name: "quadratic", density: xs.map((x) => normal(x, 0.6, 0.95)) },
        ],
        xTitle,
      }),
    ),
  ),
  heatmap: sideBySide([
    heatmap({
      title: "Potential",
      values: range(80, 0, 1).map((y) => range(80, 0, 1).map((x) => Math.sin(7 * x) * Math.cos(9 * y * x))),
      x: { title: "x", range: [0, 1] },
      y: { title: "y", range: [0, 1] },
      colour: { title: "ψ", diverging: true },
    }),
    heatmap({
      title: "Scores",
      values: range(6).map((i) => range(8).map((j) => i * j)),
      x: { title: "sample of v" },
      y: { title: "sample of u" },
      colour: { title: "s(u, v)" },
    }),
  ]),
  barChart: sideBySide([
    barChart({
      title: "Recall",
      bars: ["R@1", "R@5", "R@10"].flatMap((name, i) =>
        ["u → v", "v → u"].map((group, j) => {
          const value = 0.5 + 0.18 * i + 0.05 * j;
          return { name, group, value, lower: value - 0.03, upper: value + 0.03 };
        }),
      ),
      y: { title: "share of queries", domain: [0, 1] },
    }),
    barChart({
      title: "Effective sample size",
      bars: models.map((name, i) => ({ name, value: [1007, 44, 1030][i]! })),
      y: { title: "images" },
      horizontal: true,
    }),
  ]),
};
