import { join } from "node:path";
import { type GaussianProcess, gaussianProcess } from "@crosstilt/dataset-gaussian-process";
import { type BimodalGaussian, type Encoders, optimum, plugInOptimum } from "@crosstilt/gaussian";
import type { ExperimentContext } from "../experiment.js";
import { type TrainingData, trainingData } from "./data.js";
import { type Conditions, drawConditions, type MeanErrors, meanErrors, modelOf } from "./errors.js";
import type { Problem, ProcessSettings, RecipeName } from "./settings.js";
import { trainEncoders } from "./train.js";

/** Ways to get linear encoders: exact and plug-in closed forms, and three trainings. */
export type MethodName = "closedForm" | "plugIn" | RecipeName;

/** What is measured of one method on one problem. */
export interface Measured {
  readonly errors: MeanErrors;
  readonly encoders: Encoders<number[][]>;
  /** Conditional means at the shown condition. */
  readonly means: { readonly uGivenV: readonly number[]; readonly vGivenU: readonly number[] };
  readonly seconds: number;
  /** The smallest and largest squared error over seeds of training pairs, for methods that are run on several. */
  readonly spread?: Readonly<Record<keyof MeanErrors, readonly [least: number, most: number]>>;
}

/** A problem with what every method makes of it; methods that were not run are left out. */
export interface ProblemResult extends Problem {
  readonly methods: Readonly<Partial<Record<MethodName, Measured>>>;
}

/** Measures methods on problems of one process; data sets and results are kept, so that sweeps can share them. */
export interface Study {
  readonly process: GaussianProcess;
  readonly conditions: Conditions;
  solve(problem: Problem, methods: readonly MethodName[]): Promise<ProblemResult>;
}

/** Methods in the order of tables and figures, with their titles. */
export const methodTitles: Readonly<Record<MethodName, string>> = {
  closedForm: "closed form",
  plugIn: "plug-in",
  gaussianNormalisers: "Gaussian normalisers",
  batchNormalisers: "batch's normalisers",
  learnedNormalisers: "learned normalisers",
  ours: "our schedule",
  paper: "paper's setting",
};

/** A study at the scale of the settings. */
export function createStudy(settings: ProcessSettings, context: ExperimentContext): Study {
  const process = gaussianProcess();
  const conditions = drawConditions(process, settings.conditions, settings.seed);
  const dataOf = remembered((key: string) => {
    const { pairs, seed } = JSON.parse(key) as { pairs: number; seed: number };
    return trainingData(process, pairs, seed);
  });
  const measure = remembered(async (key: string): Promise<Measured> => {
    const { method, problem, seed } = JSON.parse(key) as { method: MethodName; problem: Problem; seed: number };
    const data = dataOf(JSON.stringify({ pairs: problem.pairs, seed }));
    const started = performance.now();
    const { encoders, model } = await fitted(method, problem, {
      process,
      data,
      settings: { ...settings, seed },
      context,
    });
    const seconds = (performance.now() - started) / 1000;
    const means = { uGivenV: model.uGivenV.mean(conditions.v[0]!), vGivenU: model.vGivenU.mean(conditions.u[0]!) };
    return { errors: meanErrors(process, model, conditions), encoders, means, seconds };
  });
  const solve = async (problem: Problem, methods: readonly MethodName[]): Promise<ProblemResult> => {
    const results: Partial<Record<MethodName, Measured>> = {};
    for (const method of methods) {
      const all: Measured[] = [];
      for (let repeat = 0; repeat < (repeated.has(method) ? settings.repeats : 1); repeat++)
        all.push(await measure(JSON.stringify({ method, problem, seed: settings.seed + repeat })));
      results[method] = { ...all[0]!, ...(all.length > 1 && { spread: spreadOf(all) }) };
    }
    return { ...problem, methods: results };
  };
  return { process, conditions, solve };
}

/** Methods that are quick enough for several seeds. */
const repeated: ReadonlySet<MethodName> = new Set(["plugIn", "gaussianNormalisers", "ours"]);

function spreadOf(all: readonly Measured[]): NonNullable<Measured["spread"]> {
  const ends = (side: keyof MeanErrors) => {
    const squares = all.map(({ errors }) => errors[side].squared);
    return [Math.min(...squares), Math.max(...squares)] as const;
  };
  return { uGivenV: ends("uGivenV"), vGivenU: ends("vGivenU") };
}

interface Setting {
  readonly process: GaussianProcess;
  readonly data: TrainingData;
  readonly settings: ProcessSettings;
  readonly context: ExperimentContext;
}

async function fitted(
  method: MethodName,
  problem: Problem,
  { process, data, settings, context }: Setting,
): Promise<{ encoders: Encoders<number[][]>; model: BimodalGaussian }> {
  const goal = { metric: "inner-product", loss: "conditional", rank: problem.dimension } as const;
  if (method === "closedForm") {
    const encoders = optimum({ ...process.law, ...goal });
    return { encoders, model: modelOf(process.law, encoders) };
  }
  const encoders =
    method === "plugIn"
      ? plugInOptimum({ moments: data.moments, ...goal })
      : await trained(method, problem, data, settings, context);
  return { encoders, model: modelOf(data.law, encoders) };
}

function trained(
  method: RecipeName,
  problem: Problem,
  data: TrainingData,
  { seed, recipes }: ProcessSettings,
  { folder, resume, signal, report }: ExperimentContext,
) {
  const { pairs, dimension, batch } = problem;
  const stage = `n_e ${dimension}, batch ${batch}, ${pairs} pairs: ${methodTitles[method]}`;
  return trainEncoders(data, problem, recipes[method], {
    seed,
    resume,
    signal,
    folder: join(folder, "training", `${method}-${pairs}-${dimension}-${batch}-${seed}`),
    onStep: ({ step, totalSteps, loss, examples }) => report({ stage, done: step, total: totalSteps, loss, examples }),
  });
}

/** A function that computes each answer once. */
function remembered<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key)!;
  };
}
