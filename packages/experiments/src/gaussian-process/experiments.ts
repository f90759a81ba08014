import * as tf from "@tensorflow/tfjs-core";
import type { Experiment, ExperimentContext, ExperimentOutput } from "../experiment.js";
import { conditionalDraws } from "./draws.js";
import { figure7, sweepFigure } from "./figures.js";
import { errorsOf, referenceLines } from "./report.js";
import { type ProcessSettings, paperProcess, processSettings } from "./settings.js";
import { createStudy, type Study } from "./study.js";
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
  const data = await runSweep(name, study, settings);
  return { figure: sweepFigure(name, data), data };
}
