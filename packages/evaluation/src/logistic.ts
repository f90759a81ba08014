import { Matrix, solve } from "ml-matrix";

/** A logistic model: the log odds of "yes" are `intercept + Σ slopes_k x_k`. */
export interface Logistic {
  readonly intercept: number;
  readonly slopes: readonly number[];
}

/** What is added to the curvature of standardised features, so that those that do not vary get slope 0. */
const RIDGE = 1e-6;

/** Twice the decrease, nats, below which nothing is left to gain. */
const FLAT = 1e-14;

/** Newton steps after which the search ends in any case; it takes about ten. */
const STEPS = 100;

/**
 * The most probable logistic model whose slopes are not negative. Targets are those of Platt (1999), `(n₊ + 1)/(n₊ + 2)` and
 * `1/(n₋ + 2)`, so that answers that can be told apart without error do not make it certain.
 *
 * @param features one list for each feature, `[k][n]`.
 * @param answers 1 for yes and 0 for no, `[n]`.
 * @param weights how often each case occurs, `[n]`.
 */
export function fitLogistic(
  features: readonly Float64Array[],
  answers: ArrayLike<number>,
  weights: Float64Array,
): Logistic {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const yes = weights.reduce((sum, weight, i) => sum + weight * answers[i]!, 0);
  const targets = Float64Array.from(answers, (answer) =>
    answer === 1 ? (yes + 1) / (yes + 2) : 1 / (total - yes + 2),
  );
  const cases = { features: features.map((values) => standardised(values, weights)), targets, weights };
  // The loss is convex: its minimum over slopes >= 0 is the best of the minima with some slopes 0 that are allowed.
  const minima = subsets(features.length).map((kept) => minimise(cases, kept));
  const allowed = minima.filter(({ at }) => at.slice(1).every((slope) => slope >= 0));
  const { at } = allowed.reduce((best, next) => (next.loss < best.loss ? next : best));
  const slopes = cases.features.map(({ deviation }, k) => at[k + 1]! / deviation);
  const intercept = at[0]! - cases.features.reduce((sum, { mean }, k) => sum + mean * slopes[k]!, 0);
  return { intercept, slopes };
}

/** The log odds that a logistic model gives features, `[k]`. */
export const logOdds = ({ intercept, slopes }: Logistic, features: readonly number[]): number =>
  slopes.reduce((sum, slope, k) => sum + slope * features[k]!, intercept);

/** `1/(1 + e^{−x})`. */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

interface Standardised {
  readonly mean: number;
  readonly deviation: number;
  readonly values: Float64Array;
}

interface Cases {
  readonly features: readonly Standardised[];
  readonly targets: Float64Array;
  readonly weights: Float64Array;
}

function standardised(values: Float64Array, weights: Float64Array): Standardised {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = values.reduce((sum, value, i) => sum + weights[i]! * value, 0) / total;
  const variance = values.reduce((sum, value, i) => sum + weights[i]! * (value - mean) ** 2, 0) / total;
  const deviation = Math.sqrt(variance) || 1;
  return { mean, deviation, values: values.map((value) => (value - mean) / deviation) };
}

/** All subsets of so many features, as lists of those that are in. */
const subsets = (count: number): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** count }, (_, mask) =>
    Array.from({ length: count }, (__, k) => k).filter((k) => mask & (1 << k)),
  );

/** Intercept and slopes at the minimum of the mean log loss with the features that are kept; other slopes are 0. */
function minimise(cases: Cases, kept: readonly number[]): { readonly at: readonly number[]; readonly loss: number } {
  const columns = [undefined, ...kept.map((k) => cases.features[k]!.values)];
  const expand = (point: readonly number[]) => expansion(cases, columns, point);
  let here = expand(columns.map(() => 0));
  for (let step = 0; step < STEPS; step++) {
    const next = newtonStep(here, expand);
    if (next === here) break;
    here = next;
  }
  const at = new Array<number>(cases.features.length + 1).fill(0);
  at[0] = here.point[0]!;
  kept.forEach((k, place) => {
    at[k + 1] = here.point[place + 1]!;
  });
  return { at, loss: here.loss };
}

/** Mean log loss with its derivatives at a point. */
interface Expansion {
  readonly point: readonly number[];
  readonly loss: number;
  readonly gradient: readonly number[];
  readonly curvature: number[][];
}

/** The first of the whole, half, quarter … Newton step that lowers the loss enough; the same point where none does. */
function newtonStep(here: Expansion, expand: (point: readonly number[]) => Expansion): Expansion {
  const direction = solve(new Matrix(here.curvature), Matrix.columnVector([...here.gradient])).to1DArray();
  const slope = direction.reduce((sum, value, k) => sum + value * here.gradient[k]!, 0);
  if (!(slope > FLAT)) return here;
  for (let length = 1; length > 2 ** -30; length /= 2) {
    const next = expand(here.point.map((value, k) => value - length * direction[k]!));
    if (next.loss <= here.loss - 1e-4 * length * slope) return next;
  }
  return here;
}

function expansion(
  { targets, weights }: Cases,
  columns: readonly (Float64Array | undefined)[],
  point: readonly number[],
): Expansion {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const penalised = point.map((value, k) => (k > 0 ? RIDGE * value : 0));
  const gradient = [...penalised];
  const curvature = point.map((_, k) => point.map((__, l) => (k === l && k > 0 ? RIDGE : 0)));
  let loss = 0.5 * point.reduce((sum, value, k) => sum + value * penalised[k]!, 0);
  for (let i = 0; i < targets.length; i++) {
    const x = columns.map((column) => column?.[i] ?? 1);
    const odds = x.reduce((sum, value, k) => sum + value * point[k]!, 0);
    const share = weights[i]! / total;
    const probability = sigmoid(odds);
    loss += share * (Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds))) - targets[i]! * odds);
    for (let k = 0; k < x.length; k++) {
      gradient[k]! += share * (probability - targets[i]!) * x[k]!;
      for (let l = 0; l < x.length; l++) curvature[k]![l]! += share * probability * (1 - probability) * x[k]! * x[l]!;
    }
  }
  return { point, loss, gradient, curvature };
}
