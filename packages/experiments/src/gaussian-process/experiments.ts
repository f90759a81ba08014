import * as tf from "@tensorflow/tfjs-core";
import type { Experiment, ExperimentContext, ExperimentOutput } from "../experiment.js";
import { conditionalDraws } from "./draws.js";
import { figure7, sweepFigure } from "./figures.js";
import { type ProcessSettings, paperProcess, processSettings } from "./settings.js";
import { createStudy, type Measured, type MethodName, methodTitles, type ProblemResult, type Study } from "./study.js";
import { methodsFor, runSweep, type SweepName } from "./sweeps.js";

type ProcessFigure = "fig7" | SweepName;

const titles: Readonly<Record<ProcessFigure, string>> = {
  fig7: "Gaussian process: draws of the conditional laws",
  fig8: "Gaussian process: errors against the embedding dimension",
  fig9: "Gaussian process: errors against the batch size",
  fig10: "Gaussian process: errors against the number of pairs",
};

/** Figs 7–10, each by itself. */
export const processExperiments: readonly Experiment[] = (Object.keys(titles) as ProcessFigure[]).map((name) => ({
  name,
  title: titles[name],
  trains: name !== "fig7",
  run: (context) => runProcess(context, [name]),
}));

/**
 * The named figures of the Gaussian process with their numbers.
 * @throws Interrupted when the signal aborts; `resume: true` goes on to the same result.
 */
export async function runProcess(
  context: ExperimentContext,
  names: readonly ProcessFigure[] = Object.keys(titles) as ProcessFigure[],
): Promise<ExperimentOutput> {
  const started = performance.now();
  const settings = processSettings(context.scale, context.seed);
  const study = createStudy(settings, context);
  const parts = [];
  for (const name of names) parts.push(await (name === "fig7" ? drawn(study, settings) : swept(name, study, settings)));
  const trains = names.some((name) => name !== "fig7");
  const reference = trains
    ? await study.solve(settings.reference, methodsFor(settings.reference, settings))
    : undefined;
  const summary = {
    settings: { paper: paperProcess, ours: { ...settings, process: study.process.options } },
    ...(reference ? { reference: errorsOf(reference), backend: tf.getBackend() } : {}),
    seconds: (performance.now() - started) / 1000,
  };
  return {
    summary,
    result: { ...summary, figures: Object.fromEntries(parts.map(({ figure, data }) => [figure.name, data])) },
    figures: parts.map(({ figure }) => figure),
    lines: reference ? referenceLines(reference) : ["Draws of w, u and v from the exact conditional laws."],
  };
}

async function drawn(study: Study, { draws, seed }: ProcessSettings) {
  const laws = conditionalDraws(study.process, study.conditions, draws, seed);
  return { figure: figure7(laws), data: laws };
}

async function swept(name: SweepName, study: Study, settings: ProcessSettings) {
  const sweep = await runSweep(name, study, settings);
  const truth = {
    uGivenV: study.process.truth.uGivenV.mean(study.conditions.v[0]!),
    vGivenU: study.process.truth.vGivenU.mean(study.conditions.u[0]!),
  };
  return { figure: sweepFigure(name, sweep, study), data: { ...sweep, truth } };
}

/** Errors and times without the encoders, with ratios to the plug-in estimate. */
function errorsOf({ methods, ...problem }: ProblemResult) {
  const plugIn = methods.plugIn!.errors;
  const row = ({ errors, seconds }: Measured) => ({
    ...errors,
    timesPlugIn: {
      uGivenV: errors.uGivenV.squared / plugIn.uGivenV.squared,
      vGivenU: errors.vGivenU.squared / plugIn.vGivenU.squared,
    },
    seconds,
  });
  return {
    ...problem,
    methods: Object.fromEntries(Object.entries(methods).map(([name, value]) => [name, row(value)])),
  };
}

function referenceLines(reference: ProblemResult): string[] {
  const { pairs, dimension, batch, methods } = reference;
  const rows = Object.entries(errorsOf(reference).methods).map(([name, { uGivenV, vGivenU, timesPlugIn, seconds }]) => {
    const one = ({ squared, root }: typeof uGivenV, times: number) =>
      `${squared.toExponential(2)} (root ${root.toExponential(2)}, ${times.toFixed(1)} x plug-in)`;
    return `${methodTitles[name as MethodName].padEnd(30)} ${one(uGivenV, timesPlugIn.uGivenV)}, ${one(vGivenU, timesPlugIn.vGivenU)}, ${seconds.toFixed(1)} s`;
  });
  const { uGivenV, vGivenU } = paperProcess.readOffFigures;
  const about = methods.paper ? `; the paper's figures show about ${uGivenV} and ${vGivenU}, squared or root` : "";
  return [
    `E|error|² of the means of u given v and v given u, ${pairs} pairs, n_e = ${dimension}, batch ${batch}${about}:`,
    ...rows,
  ];
}
