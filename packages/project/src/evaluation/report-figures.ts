import type { Transform } from "@crosstilt/dataset-files";
import type { Calibration } from "@crosstilt/evaluation";
import { type FigureSpec, imageGrid, lineChart, type Series } from "@crosstilt/figures";
import type { EpochLine, MetricsLine } from "../run/metrics-log.js";

/** Mean training and validation loss of every epoch. */
export function lossFigure(epochs: readonly EpochLine[]): FigureSpec {
  const x = epochs.map(({ epoch }) => epoch);
  const validation = epochs.map(({ validationLoss }) => validationLoss ?? Number.NaN);
  const series: Series[] = [{ name: "training", x, y: epochs.map(({ loss }) => loss) }];
  if (validation.every(Number.isFinite)) series.push({ name: "validation", x, y: validation });
  return lineChart({ series, x: { title: "epoch" }, y: { title: "loss (nats)" }, points: epochs.length < 60 });
}

/** Points of a curve that a figure shows. */
const MOST_POINTS = 400;

/** The metric's own numbers, such as the temperature, over the steps; none when it has none. */
export function metricFigures(lines: readonly MetricsLine[]): { name: string; spec: FigureSpec }[] {
  const steps = lines.filter((line): line is Extract<MetricsLine, { type: "step" }> => line.type === "step");
  const every = Math.ceil(steps.length / MOST_POINTS);
  const shown = steps.filter((_, i) => i % every === 0);
  return Object.keys(shown[0]?.metric ?? {}).flatMap((name) => {
    const y = shown.map(({ metric }) => metric[name]!);
    if (!y.every(Number.isFinite) || y.every((value) => value === y[0])) return [];
    const series = [{ name, x: shown.map(({ step }) => step), y }];
    return [{ name, spec: lineChart({ series, x: { title: "step" }, y: { title: name } }) }];
  });
}

/** Accuracy against confidence of first choices, both ways. */
export function reliabilityFigure(uToV: Calibration, vToU: Calibration): FigureSpec {
  const curve = (name: string, { curve: bins }: Calibration): Series => ({
    name,
    x: bins.map(({ confidence }) => confidence),
    y: bins.map(({ accuracy }) => accuracy),
  });
  const ideal = { name: "ideal", x: [0, 1], y: [0, 1], dashed: true };
  const axis = (title: string) => ({ title, domain: [0, 1] as const });
  const series = [curve("u to v", uToV), curve("v to u", vToU), ideal];
  return lineChart({ series, x: axis("probability given"), y: axis("share that was right"), points: true });
}

/** A sample as a picture. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
}

/** Queries and what they found, as rows of pictures; the first is the query, wrong answers are framed. */
export function pictureFigure(
  rows: readonly {
    title: string;
    query: Picture;
    answers: readonly { picture: Picture; text: string; right: boolean }[];
  }[],
): FigureSpec {
  return imageGrid({
    rows: rows.map(({ title, query, answers }) => ({
      title,
      images: [
        { ...query, caption: "query" },
        ...answers.map(({ picture, text, right }) => ({ ...picture, caption: text, wrong: !right })),
      ],
    })),
  });
}

/** Sides within which an array is shown as a picture. */
const [SMALLEST, LARGEST] = [4, 256];

/** Whether samples of a shape `[height, width]` or `[height, width, 1]` can be shown as gray pictures. */
export function isPicture(shape: readonly number[], { matrix }: Transform): boolean {
  const [height, width, channels = 1] = shape;
  const fits = [height, width].every((side) => side! >= SMALLEST && side! <= LARGEST);
  return shape.length >= 2 && shape.length <= 3 && channels === 1 && fits && matrix === undefined;
}

/** A transformed sample as it was in its file, with gray levels from its least to its largest number. */
export function pictureOf(row: Float32Array, shape: readonly number[], { mean, scale }: Transform): Picture {
  const values = row.map((value, j) => value / (scale?.[j] ?? 1) + mean[j]!);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return { height: shape[0]!, width: shape[1]!, pixels: values.map((value) => (value - least) / (most - least || 1)) };
}
