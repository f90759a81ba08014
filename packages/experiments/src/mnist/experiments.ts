import type { Experiment, ExperimentContext, ExperimentOutput } from "../experiment.js";
import { mnistFigures } from "./figures.js";
import { type MnistModelName, mnistModelTitles } from "./models.js";
import type { MnistModelResult, MnistResult } from "./result.js";
import { runMnist } from "./run.js";
import { mnistSettings } from "./settings.js";

/** The MNIST experiments: both figures, or one of them alone. */
export const mnistExperiments: readonly Experiment[] = [
  mnistExperiment("mnist", "MNIST: three losses, figs 11 and 12", ["fig11", "fig12", "confusion", "losses"]),
  mnistExperiment("fig11", "Label probabilities of three digits under three losses", ["fig11"]),
  mnistExperiment("fig12", "Images of a seven drawn under three losses", ["fig12"]),
];

function mnistExperiment(name: string, title: string, figureNames: readonly string[]): Experiment {
  return { name, title, trains: true, run: (context) => run(context, figureNames) };
}

async function run(context: ExperimentContext, figureNames: readonly string[]): Promise<ExperimentOutput> {
  const { scale, seed, folder, dataFolder, resume, threads, signal, report } = context;
  const result = await runMnist({
    settings: mnistSettings(scale, seed),
    folder,
    dataFolder,
    resume,
    threads,
    signal,
    checkpointSeconds: scale === "smoke" ? 0.2 : 10,
    onStep: (stage, { step, totalSteps, loss, examples }) =>
      report({ stage: stageTitle(stage), done: step, total: totalSteps, loss, examples }),
  });
  const figures = (await mnistFigures(result, dataFolder)).filter((figure) => figureNames.includes(figure.name));
  return { summary: summarise(result), result, figures, lines: describeResult(result) };
}

const stageTitle = (stage: MnistModelName | "fineTuning") =>
  stage === "fineTuning" ? "fine-tuning" : mnistModelTitles[stage];

function summarise({ models, seconds, backend, threads, settings }: MnistResult): object {
  const short = ({ accuracy, labels }: MnistModelResult) => ({
    accuracy,
    labels: labels.map(({ drawn: _, ...measures }) => measures),
  });
  const { twoSided, labelGivenImage, imageGivenLabel } = models;
  return {
    models: {
      twoSided: short(twoSided),
      labelGivenImage: short(labelGivenImage),
      imageGivenLabel: { ...short(imageGivenLabel), fineTuned: imageGivenLabel.fineTuned },
    },
    seconds,
    backend,
    threads,
    settings,
  };
}

function describeResult({ models }: MnistResult): string[] {
  const lines = Object.entries(models).map(([name, { accuracy, labels }]) => {
    const seven = labels.find(({ label }) => label === 7) ?? labels[labels.length - 1]!;
    return (
      `${mnistModelTitles[name as MnistModelName].padEnd(18)} accuracy ${accuracy.toFixed(4)}; images drawn for ` +
      `label ${seven.label}: effective sample size ${seven.effectiveSampleSize.toFixed(0)}, ` +
      `${seven.distinctOf16} distinct of 16, weight on the right class ${seven.rightClassShare.toFixed(3)}`
    );
  });
  const { accuracy, fineTuned } = models.imageGivenLabel;
  return [
    ...lines,
    `fine-tuning image given label: accuracy ${accuracy.toFixed(4)} → ${fineTuned.accuracy.toFixed(4)}`,
  ];
}
