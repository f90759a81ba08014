import type { Problem, ProcessSettings } from "./settings.js";
import type { Measured, MethodName, ProblemResult, Study } from "./study.js";

/** The figures that vary one quantity of the reference problem. */
export type SweepName = "fig8" | "fig9" | "fig10";

/** One quantity varied, with all methods at each value. */
export interface Sweep {
  readonly varied: keyof Problem;
  readonly points: readonly ProblemResult[];
  /** True conditional means at the shown condition, and where they lie: points of u, numbers of coefficients of v. */
  readonly truth: Measured["means"];
  readonly places: Measured["means"];
}

const varied: Readonly<Record<SweepName, keyof Problem>> = { fig8: "dimension", fig9: "batch", fig10: "pairs" };

const valuesOf = (name: SweepName, { dimensions, batches, counts }: ProcessSettings): readonly number[] =>
  ({ fig8: dimensions, fig9: batches, fig10: counts })[name];

/** Every method; the paper's own recipe away from the reference only where the settings ask for it. */
export function methodsFor(problem: Problem, { reference, paperEverywhere }: ProcessSettings): MethodName[] {
  const atReference = Object.entries(reference).every(([key, value]) => problem[key as keyof Problem] === value);
  const methods: MethodName[] = ["closedForm", "plugIn", "gaussianNormalisers", "ours"];
  return paperEverywhere || atReference ? [...methods, "paper"] : methods;
}

/** Solves the problems of one figure. */
export async function runSweep(name: SweepName, study: Study, settings: ProcessSettings): Promise<Sweep> {
  const points: ProblemResult[] = [];
  for (const value of valuesOf(name, settings)) {
    const problem = { ...settings.reference, [varied[name]]: value };
    const apart: MethodName[] = name === "fig9" ? ["batchNormalisers", "learnedNormalisers"] : [];
    points.push(await study.solve(problem, [...methodsFor(problem, settings), ...apart]));
  }
  const { truth, points: places } = study.process;
  const [u, v] = [study.conditions.u[0]!, study.conditions.v[0]!];
  return {
    varied: varied[name],
    points,
    truth: { uGivenV: truth.uGivenV.mean(v), vGivenU: truth.vGivenU.mean(u) },
    places: { uGivenV: places, vGivenU: Array.from(v, (_, i) => i + 1) },
  };
}
