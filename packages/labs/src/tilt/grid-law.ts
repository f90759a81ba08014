import { mutualInformation } from "@crosstilt/gaussian";
import { covarianceOf, type TiltChoice } from "./choice.js";
import type { PairLawDensity } from "./laws.js";
import { type ScalarLaw, scalarNormal } from "./scalar-law.js";
import { type Solution, solveTruth } from "./solve.js";

/** Joint laws are shown on `[-limit, limit]²`. */
export const axisLimit = 4.2;

/** The grid on which scores of any metric are known: `[-limit, limit]²`, u by rows. */
export const scoreGrid = { size: 61, limit: 6.3 } as const;

const step = (2 * scoreGrid.limit) / (scoreGrid.size - 1);
const places = Array.from({ length: scoreGrid.size }, (_, i) => i * step - scoreGrid.limit);

type Scores = ArrayLike<number>;

/** The model of scores on the grid, by quadrature: any metric, any loss. */
export function gridSolution(choice: TiltChoice, scores: Scores): Solution {
  const marginals = [choice.spreadU, choice.spreadV].map((spread) => scalarNormal(0, spread ** 2));
  const [u, v] = marginals as [ScalarLaw, ScalarLaw];
  const sides = { u: sideOf(scores, u, "u"), v: sideOf(scores, v, "v") };
  const truth = solveTruth(choice);
  const expected = pairMean(choice);
  const information = mutualInformation({ covariance: covarianceOf(choice), split: 1 });
  const total = sum(places.map((place, j) => v.density(place) * Math.exp(sides.u.logNormaliser[j]!) * step));
  const meanScore = expected((i, j) => scores[i * scoreGrid.size + j]!);
  return {
    law: {
      shape: { kind: "grid", density: displayed(scores, u, v, total) },
      marginalU: law(u, (x) => Math.exp(at(sides.v.logNormaliser, x)) / total),
      marginalV: law(v, (x) => Math.exp(at(sides.u.logNormaliser, x)) / total),
      uGivenV: (given) => law(u, (x) => Math.exp(scoreAt(scores, x, given) - at(sides.u.logNormaliser, given))),
      vGivenU: (given) => law(v, (x) => Math.exp(scoreAt(scores, given, x) - at(sides.v.logNormaliser, given))),
      notes: [],
    },
    loss: null,
    divergences: {
      uGivenV: information - meanScore + expected((_, j) => sides.u.logNormaliser[j]!),
      vGivenU: information - meanScore + expected((i) => sides.v.logNormaliser[i]!),
      joint: information - meanScore + Math.log(total),
    },
    meanErrors: {
      uGivenV: meanError(v, (place) => truth.uGivenV(place).mean, sides.u.means),
      vGivenU: meanError(u, (place) => truth.vGivenU(place).mean, sides.v.means),
    },
  };
}

interface Side {
  /** `log E e^s` over this side, at every place of the other. */
  readonly logNormaliser: readonly number[];
  /** Means of this side given every place of the other. */
  readonly means: readonly number[];
}

function sideOf(scores: Scores, marginal: ScalarLaw, side: "u" | "v"): Side {
  const score = (own: number, other: number) =>
    side === "u" ? scores[own * scoreGrid.size + other]! : scores[other * scoreGrid.size + own]!;
  const rows = places.map((_, other) => {
    const largest = Math.max(...places.map((_, own) => score(own, other)));
    const weights = places.map((place, own) => marginal.density(place) * step * Math.exp(score(own, other) - largest));
    const mass = sum(weights);
    return { log: largest + Math.log(mass), mean: sum(weights.map((weight, i) => weight * places[i]!)) / mass };
  });
  return { logNormaliser: rows.map(({ log }) => log), means: rows.map(({ mean }) => mean) };
}

/** Expectations over the true pairs of functions of the places' indices. */
function pairMean({ spreadU, spreadV, correlation }: TiltChoice) {
  const rest = 1 - correlation ** 2;
  const weights = places.flatMap((u) =>
    places.map((v) => {
      const [x, y] = [u / spreadU, v / spreadV];
      return Math.exp(-(x * x - 2 * correlation * x * y + y * y) / (2 * rest));
    }),
  );
  const mass = sum(weights);
  return (value: (i: number, j: number) => number): number =>
    sum(weights.map((weight, k) => weight * value(Math.floor(k / scoreGrid.size), k % scoreGrid.size))) / mass;
}

const meanError = (given: ScalarLaw, truth: (place: number) => number, means: readonly number[]): number =>
  sum(places.map((place, i) => given.density(place) * step * (truth(place) - means[i]!) ** 2));

/** A law by its density ratio to a marginal. */
function law(marginal: ScalarLaw, ratio: (x: number) => number): ScalarLaw {
  const density = (x: number) => marginal.density(x) * ratio(x);
  const weights = places.map((place) => density(place) * step);
  const mean = sum(weights.map((weight, i) => weight * places[i]!));
  const variance = sum(weights.map((weight, i) => weight * (places[i]! - mean) ** 2));
  return { mean, variance, density };
}

/** The joint density where the lab shows it, and the levels whose regions hold the usual masses. */
function displayed(scores: Scores, u: ScalarLaw, v: ScalarLaw, total: number): PairLawDensity {
  const size = 81;
  const place = (i: number) => axisLimit * ((2 * i) / (size - 1) - 1);
  const values = Float64Array.from({ length: size * size }, (_, k) => {
    const [x, y] = [place(k % size), place(Math.floor(k / size))];
    return (u.density(x) * v.density(y) * Math.exp(scoreAt(scores, x, y))) / total;
  });
  return { grid: { values, size, limit: axisLimit }, levels: levelsOf(values) };
}

/** Densities above which 95, 80, 60, 40 and 20 % of the shown mass lie. */
function levelsOf(values: Float64Array): number[] {
  const sorted = values.toSorted().reverse();
  const mass = sum(sorted);
  const wanted = [0.95, 0.8, 0.6, 0.4, 0.2];
  return wanted.map((share) => {
    let held = 0;
    return sorted.find((value) => (held += value) >= share * mass) ?? 0;
  });
}

/** Linear interpolation on the grid's places. */
function at(values: readonly number[], x: number): number {
  const [i, part] = cellOf(x);
  return values[i]! * (1 - part) + values[i + 1]! * part;
}

function scoreAt(scores: Scores, u: number, v: number): number {
  const [i, a] = cellOf(u);
  const [j, b] = cellOf(v);
  const row = (k: number) => scores[k * scoreGrid.size + j]! * (1 - b) + scores[k * scoreGrid.size + j + 1]! * b;
  return row(i) * (1 - a) + row(i + 1) * a;
}

function cellOf(x: number): [index: number, part: number] {
  const place = Math.min(scoreGrid.size - 1.001, Math.max(0, (x + scoreGrid.limit) / step));
  return [Math.floor(place), place - Math.floor(place)];
}

const sum = (values: ArrayLike<number>): number => Array.prototype.reduce.call(values, (a, b) => a + b, 0) as number;
