import { type Axis, lineChart, type Series, sideBySide } from "@crosstilt/figures";
import type { ExperimentFigure } from "../experiment.js";
import type { ConditionalDraws } from "./draws.js";
import { coefficientAxis, drawsFigure, positionAxis } from "./draws-figure.js";
import { EXACT } from "./report.js";
import { type Problem, paperProcess } from "./settings.js";
import { type MethodName, methodTitles } from "./study.js";
import type { Sweep, SweepName } from "./sweeps.js";

type Side = "uGivenV" | "vGivenU";

const sideTitles: Readonly<Record<Side, string>> = { uGivenV: "u given v", vGivenU: "v given u" };

/** Fig 7. */
export const figure7 = (laws: readonly ConditionalDraws[]): ExperimentFigure => ({
  name: "fig7",
  title: "Fig. 7: conditional laws of the Gaussian process",
  caption:
    `${laws[0]!.draws.length} draws of the process w and of its observations, given one v (its first ${laws[3]!.x.length} ` +
    `coefficients) and one u (its noisy values at ${laws[2]!.x.length} points), with mean and pointwise 95 % band.`,
  spec: drawsFigure(laws),
});

interface Subject {
  readonly title: string;
  readonly axis: Axis;
  /** Place of a value on the axis. */
  place(value: number): number;
  name(value: number): string;
}

const same = (value: number): number => value;
const thousands = (value: number): number => value / 1000;

const subjects: Readonly<Record<SweepName, Subject>> = {
  fig8: {
    title: "embedding dimension",
    axis: { title: "embedding dimension nₑ" },
    place: same,
    name: (n) => `nₑ = ${n}`,
  },
  fig9: { title: "batch size", axis: { title: "batch size" }, place: same, name: (n) => `batch ${n}` },
  fig10: {
    title: "number of pairs",
    axis: { title: "training pairs N (thousands)", log: true },
    place: thousands,
    name: (n) => `N = ${thousands(n)} 000`.replace(/^N = 0.*/, `N = ${n}`),
  },
};

const size = { width: 430, height: 240 };

/** Figs 8–10: conditional means of the trained encoders for one condition, and errors of every method. */
export function sweepFigure(name: SweepName, sweep: Sweep): ExperimentFigure {
  const { title } = subjects[name];
  const panels = [means, errors].flatMap((panel) => [panel("uGivenV", name, sweep), panel("vGivenU", name, sweep)]);
  return {
    name,
    title: `Fig. ${name.slice(3)}: conditional means and their errors against the ${title}`,
    caption:
      "Top: conditional means of encoders trained by our schedule, for one v and one u. Bottom: E|error|² of the conditional " +
      "means over drawn conditions. The closed form is exact from nₑ = 5 on, and so has no point on the logarithmic axis. Gaussian " +
      "normalisers and our schedule train on whitened inputs with a falling learning rate and large batches at the end; " +
      "ours, like the paper's setting, with the normalisers of the batch. The value that the paper's figures show at 10 000 pairs, " +
      "five dimensions and batch 512 is read off them, as it stands: the paper does not say whether it is squared or a root.",
    spec: sideBySide(panels, { columns: 2, aligned: true, spacing: { row: 90, column: 230 } }),
  };
}

function means(side: Side, name: SweepName, { varied, points, truth, places }: Sweep) {
  const x = places[side];
  const trained = points.map((point) => ({
    name: subjects[name].name(point[varied]),
    x,
    y: point.methods.ours!.means[side],
    dashed: true,
  }));
  return lineChart({
    title: `Mean of ${sideTitles[side]}`,
    series: [{ name: "truth", x, y: truth[side] }, ...trained],
    x: side === "uGivenV" ? positionAxis : coefficientAxis(x),
    y: { title: side === "uGivenV" ? "u" : "v" },
    labels: true,
    ...size,
  });
}

/** Whether the problem is the one that the paper's figures have in common. */
const isReference = ({ pairs, dimension, batch }: Problem): boolean => {
  const { reference } = paperProcess;
  return pairs === reference.pairs && dimension === reference.dimension && batch === reference.batch;
};

/** The closed form, which is not in every figure, comes last: the others then keep their colours. */
const drawingOrder: readonly MethodName[] = [
  "gaussianNormalisers",
  "ours",
  "paper",
  "plugIn",
  "batchNormalisers",
  "learnedNormalisers",
  "closedForm",
];

function errors(side: Side, name: SweepName, { varied, points }: Sweep) {
  const { axis, place } = subjects[name];
  const series = drawingOrder.flatMap((method): Series[] => {
    const shown = points.filter(({ methods }) => (methods[method]?.errors[side].squared ?? 0) > EXACT);
    if (shown.length === 0) return [];
    const y = shown.map(({ methods }) => methods[method]!.errors[side].squared);
    const x = shown.map((point) => place(point[varied]));
    const spreads = shown.map(({ methods }) => methods[method]!.spread?.[side]);
    const band = spreads.every((spread) => spread !== undefined) && {
      lower: spreads.map(([least]) => least),
      upper: spreads.map(([, most]) => most),
    };
    return [{ name: methodTitles[method], x, y, ...band, dashed: method === "plugIn" || method === "closedForm" }];
  });
  const { reference, readOffFigures } = paperProcess;
  if (points.some(isReference))
    series.push({ name: "paper's own, read off", x: [place(reference[varied])], y: [readOffFigures[side]] });
  return lineChart({
    title: `Error of the mean of ${sideTitles[side]}`,
    series,
    x: { ...axis, ticks: points.map((point) => place(point[varied])) },
    y: { title: "E|error|²", log: true },
    points: true,
    labels: true,
    ...size,
  });
}
