import { join } from "node:path";
import { createOcean, generatePairs } from "@crosstilt/dataset-ocean";
import { type FigureSpec, toSvg } from "@crosstilt/figures";
import { writeFileAtomic } from "@crosstilt/formats/node";
import * as tf from "@tensorflow/tfjs-core";
import type { Experiment, ExperimentContext, ExperimentOutput } from "../experiment.js";
import { ceilings } from "./baselines.js";
import { describeEstimate, estimateTransformer } from "./estimate.js";
import { fieldExample } from "./field-example.js";
import { figure13, figure14, oceanFigures } from "./figures.js";
import { productRate } from "./measure-products.js";
import { oceanModelNames, oceanModelTitles } from "./models.js";
import type { BothWays } from "./recall.js";
import type { OceanResult } from "./result.js";
import { runOcean } from "./run.js";
import { type OceanRunSettings, oceanRunSettings } from "./settings.js";
import type { OceanCurves } from "./training-curve.js";

/** The ocean experiments: all three figures, or one of them alone. */
export const oceanExperiments: readonly Experiment[] = [
  trained("ocean", "Ocean: trajectories and potentials, figs 13 to 15", [
    "fig13",
    "fig14",
    "fig15",
    "assimilation",
    "calibration",
  ]),
  { name: "fig13", title: "Random potentials and their trajectories", trains: false, run: runFields },
  trained("fig14", "Retrieval of potentials and trajectories during training", ["fig14"]),
  trained("fig15", "Potentials retrieved from a trajectory", ["fig15"]),
];

function trained(name: string, title: string, figureNames: readonly string[]): Experiment {
  return { name, title, trains: true, run: (context) => runTrained(context, figureNames) };
}

async function runTrained(context: ExperimentContext, figureNames: readonly string[]): Promise<ExperimentOutput> {
  const { scale, seed, folder, dataFolder, resume, threads, signal, report, note } = context;
  const settings = oceanRunSettings(scale, seed);
  note?.(describeEstimate(estimateTransformer(settings, await productRate()), tf.getBackend()));
  const result = await runOcean({
    settings,
    folder,
    resume,
    threads,
    signal,
    dataFolder: dataFolder ?? (scale === "smoke" ? null : undefined),
    checkpointSeconds: scale === "smoke" ? 0.2 : 10,
    onStep: (stage, { step, totalSteps, loss, examples }) =>
      report({ stage, done: step, total: totalSteps, loss, examples }),
    onCurves: figureNames.includes("fig14") ? (curves) => drawCurves(folder, curves, settings) : undefined,
    onMeasured: (name, recall) => note?.(recallLine(name, recall)),
    onProgress: (stage, done, total) => report({ stage, done, total }),
  });
  const figures = oceanFigures(result).filter((figure) => figureNames.includes(figure.name));
  return { summary: summarise(result), result, figures, lines: describeResult(result) };
}

/** Fig 14 as it grows, so that training can be watched; the file is replaced whole. */
async function drawCurves(folder: string, curves: OceanCurves, settings: OceanRunSettings): Promise<void> {
  if (Object.values(curves).every(({ length }) => length === 0)) return;
  const { spec } = figure14(curves, settings);
  await writeFileAtomic(join(folder, "fig14.svg"), await toSvg(spec as FigureSpec));
}

/** Fig 13 alone: two potentials and their paths at the paper's resolution. */
async function runFields({ seed }: ExperimentContext): Promise<ExperimentOutput> {
  const ocean = createOcean({ seed });
  const pairs = await generatePairs(ocean, { count: 2, threads: 1 });
  const examples = [0, 1].map((index) => fieldExample(pairs, [ocean.settings.points, 2], index));
  const length = ({ path }: (typeof examples)[number]) =>
    path.reduce((sum, [x, y], i) => sum + (i === 0 ? 0 : Math.hypot(x - path[i - 1]![0], y - path[i - 1]![1])), 0);
  const summary = { lengths: examples.map(length), settings: ocean.settings };
  const lines = summary.lengths.map((value, i) => `path ${i + 1}: ${value.toFixed(3)} domain lengths`);
  return { summary, result: { ...summary, examples }, figures: [figure13(ocean, examples)], lines };
}

function summarise({ models, quadratic, baselines, seconds, backend, threads, settings }: OceanResult): object {
  const { transformer, physicsInformed, freshTransformer } = models;
  return {
    ...transformer.test,
    physicsInformed: physicsInformed.test,
    quadratic: quadratic.test,
    freshTransformer: freshTransformer?.test ?? null,
    train: { ...transformer.train, physicsInformed: physicsInformed.train },
    baselines,
    assimilation: { transformer: transformer.assimilation, exactPosterior: baselines.posterior },
    seconds,
    backend,
    threads,
    settings,
  };
}

function describeResult({ models, quadratic, baselines, settings }: OceanResult): string[] {
  return [
    `${`gallery of ${settings.testPairs}, ties count half`.padEnd(34)}  trajectory →    potential →`,
    `${"".padEnd(34)}      R@1     R@5     R@1     R@5`,
    ...oceanModelNames.flatMap((name) => {
      const model = models[name];
      if (!model) return [];
      return [
        recallLine(oceanModelTitles[name], model.test),
        recallLine(`  on ${settings.trainPairs} training pairs`, model.train),
      ];
    }),
    recallLine(`quadratic, M(v) of rank ${quadratic.rank}`, quadratic.test),
    ...Object.entries(ceilings(baselines)).map(([name, recall]) => recallLine(name, recall)),
  ];
}

const recallLine = (name: string, { trajectoryToPotential: a, potentialToTrajectory: b }: BothWays) =>
  `${name.padEnd(34)} ${[a.r1, a.r5, b.r1, b.r5].map((share) => share.toFixed(4).padStart(8)).join("")}`;
