import { type Normal, signModel } from "@crosstilt/gaussian";
import { condition, planeLaw, planeModels, planeTruth } from "./plane.js";

const RANGE = 4.5;
/** Even, so that no point lies on an axis, where the sign model jumps. */
const POINTS = 120;
const CURVE_POINTS = 202;

/** Range of both axes. */
export const planeRange = [-RANGE, RANGE] as const;

/** A density on the square {@link planeRange}², `values[i][j]` at the i-th v and the j-th u. */
export interface PlaneDensity {
  readonly title: string;
  readonly values: readonly number[][];
}

/** A density of one variable, the truth and the models, on common points. */
export interface PlaneCurves {
  readonly variable: string;
  readonly x: readonly number[];
  readonly truth: readonly number[];
  readonly models: readonly { readonly name: string; readonly density: readonly number[] }[];
}

const points = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => -RANGE + (2 * RANGE * i) / (count - 1));

/** Five digits suffice for pictures. */
const rounded = (value: number): number => Number(value.toPrecision(5));

function onPlane(title: string, density: (point: [number, number]) => number): PlaneDensity {
  const axis = points(POINTS);
  return { title, values: axis.map((v) => axis.map((u) => rounded(density([u, v])))) };
}

/** The true joint density. */
export const trueDensity = (): PlaneDensity => onPlane("truth μ", planeTruth.joint!.density);

/** Fig 1: the product of the marginals beside the joint density. */
export function productAndJoint(): PlaneDensity[] {
  const product = ([u, v]: [number, number]) => planeTruth.marginalU!.density([u]) * planeTruth.marginalV!.density([v]);
  return [onPlane("product of the marginals", product), onPlane("joint law", planeTruth.joint!.density)];
}

/** Fig 5: the joint densities of the three models. */
export const jointDensities = (): PlaneDensity[] =>
  planeModels.map(({ title, model }) => onPlane(title, model.joint!.density));

/** Figs 2–4: conditionals at 1 and marginals of one model against the truth. */
export function modelCurves(figure: string): PlaneCurves[] {
  const { model } = planeModels.find((candidate) => candidate.figure === figure)!;
  const sides = (law: typeof model): [string, Normal][] => [
    [`u given v = ${condition}`, law.uGivenV.given([condition])],
    [`v given u = ${condition}`, law.vGivenU.given([condition])],
    ["u", law.marginalU!],
    ["v", law.marginalV!],
  ];
  const truths = sides(planeTruth);
  return sides(model).map(([variable, law], i) =>
    curves(variable, (x) => truths[i]![1].density([x]), { model: (x) => law.density([x]) }),
  );
}

/** Fig 6: normalised encoders at temperature 1 and at the best one. */
export const signModels = () => {
  const [unit, best] = [signModel({ ...planeLaw, temperature: 1 }), signModel(planeLaw)];
  return [
    { title: "temperature 1", model: unit },
    { title: `best temperature ${(1 / best.kappa).toFixed(2)}`, model: best },
  ];
};

export const signDensities = (): PlaneDensity[] =>
  signModels().map(({ title, model }) => onPlane(title, model.density));

export function signCurves(): PlaneCurves {
  const densities = signModels().map(
    ({ title, model }) => [title, (u: number) => model.uGivenV(u, condition)] as const,
  );
  const truth = planeTruth.uGivenV.given([condition]);
  return curves(`u given v = ${condition}`, (u) => truth.density([u]), Object.fromEntries(densities));
}

function curves(
  variable: string,
  truth: (x: number) => number,
  models: Readonly<Record<string, (x: number) => number>>,
): PlaneCurves {
  const x = points(CURVE_POINTS);
  const named = Object.entries(models).map(([name, density]) => ({ name, density: x.map(density) }));
  return { variable, x, truth: x.map(truth), models: named };
}
