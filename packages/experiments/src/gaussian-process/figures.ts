import { lineChart, type Series, sideBySide } from "@crosstilt/figures";
import type { ExperimentFigure } from "../experiment.js";
import type { ConditionalDraws } from "./draws.js";
import { drawsFigure } from "./draws-figure.js";
import { type MethodName, methodTitles, type Study } from "./study.js";
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

const subjects: Readonly<
  Record<SweepName, { title: string; axis: string; log: boolean; name(value: number): string }>
> = {
  fig8: { title: "embedding dimension", axis: "embedding dimension", log: false, name: (value) => `n_e = ${value}` },
  fig9: { title: "batch size", axis: "batch size", log: true, name: (value) => `batch ${value}` },
  fig10: { title: "number of pairs", axis: "training pairs", log: true, name: (value) => `N = ${value}` },
};

/** Figs 8–10: conditional means of the trained encoders for one condition, and errors of every method. */
export function sweepFigure(name: SweepName, sweep: Sweep, study: Study): ExperimentFigure {
  const { title } = subjects[name];
  return {
    name,
    title: `Fig. ${name.slice(3)}: conditional means and their errors against the ${title}`,
    caption:
      "Top: conditional means of encoders trained by our schedule, for one v and one u. Bottom: E|error|² of the conditional " +
      "means, averaged over drawn conditions; a method that is exact has no point on the logarithmic axis.",
    spec: sideBySide(
      [
        means("uGivenV", name, sweep, study),
        means("vGivenU", name, sweep, study),
        errors("uGivenV", name, sweep),
        errors("vGivenU", name, sweep),
      ],
      { columns: 2 },
    ),
  };
}

function means(side: Side, name: SweepName, { varied, points }: Sweep, { process, conditions }: Study) {
  const [x, given] =
    side === "uGivenV"
      ? [process.points, conditions.v]
      : [process.truth.vGivenU.offset.map((_, i) => i + 1), conditions.u];
  const truth = process.truth[side].mean(given[0]!);
  const trained = points.map((point) => ({
    name: subjects[name].name(point[varied]),
    x,
    y: point.methods.ours!.means[side],
  }));
  return lineChart({
    title: `Mean of ${sideTitles[side]}`,
    series: [...trained, { name: "truth", x, y: truth, dashed: true }],
    x: side === "uGivenV" ? { title: "x" } : { title: "coefficient", ticks: x },
    y: { title: side === "uGivenV" ? "u" : "v" },
  });
}

function errors(side: Side, name: SweepName, { varied, points }: Sweep) {
  const { axis, log } = subjects[name];
  const values = points.map((point) => point[varied]);
  const series = (Object.keys(methodTitles) as MethodName[]).flatMap((method): Series[] => {
    const shown = points.filter(({ methods }) => (methods[method]?.errors[side].squared ?? 0) > 1e-20);
    if (shown.length === 0) return [];
    const y = shown.map(({ methods }) => methods[method]!.errors[side].squared);
    return [{ name: methodTitles[method], x: shown.map((point) => point[varied]), y }];
  });
  return lineChart({
    title: `Error of the mean of ${sideTitles[side]}`,
    series,
    x: { title: axis, log, ticks: values },
    y: { title: "E|error|²", log: true },
    points: true,
  });
}
