import type { CanonicalCorrelations } from "./canonical.js";
import { apply, dot, type Matrix, sum } from "./matrix.js";
import { normalTwoSided } from "./special-functions.js";
import type { WhiteRows } from "./whitened.js";

/** Whether second moments tell the whole: p-values under a Gaussian law; 1 for fewer than 10 pairs a coordinate, where none is right. */
export interface Gaussianity {
  /** Mardia's kurtosis of each side, the smaller of both p-values doubled. */
  readonly normality: number;
  /** Curvature and changing spread of canonical partners, Bonferroni over what is tried. */
  readonly linearity: number;
}

/** Pairs a coordinate from which on the tests have their size. */
const ENOUGH = 10;
/** How many canonical pairs are looked at for what is not linear. */
const PAIRS = 5;

/** Tests normality of the sides and linearity of their relation. */
export function gaussianity(
  white: WhiteRows,
  rows: { readonly u: Matrix; readonly v: Matrix },
  { sigma, directionsU, directionsV }: CanonicalCorrelations,
): Gaussianity {
  const dimensions = white.x[0]!.length + white.y[0]!.length;
  if (white.x.length < ENOUGH * dimensions) return { normality: 1, linearity: 1 };
  const sides = [kurtosisTest(white.x), kurtosisTest(white.y)];
  const tried = sigma.slice(0, PAIRS).flatMap((value, i) => {
    const [x, y] = [canonicalScores(rows.u, directionsU[i]!), canonicalScores(rows.v, directionsV[i]!)];
    return [...departures(x, y, value), ...departures(y, x, value)];
  });
  return {
    normality: Math.min(1, 2 * Math.min(...sides)),
    linearity: Math.min(1, tried.length * Math.min(...tried)),
  };
}

/** Mardia 1970: `E|x|⁴` of white rows against `d(d+2)(N−1)/(N+1)`, variance `8d(d+2)/N`. */
function kurtosisTest(rows: Matrix): number {
  const [n, d] = [rows.length, rows[0]!.length];
  const kurtosis = sum(rows.map((row) => dot(row, row) ** 2)) / n;
  const expected = (d * (d + 2) * (n - 1)) / (n + 1);
  return normalTwoSided((kurtosis - expected) / Math.sqrt((8 * d * (d + 2)) / n));
}

/** p-values of no correlation of x² with the residual of y on x, and with its square. */
function departures(x: readonly number[], y: readonly number[], sigma: number): number[] {
  const residual = y.map((value, i) => value - sigma * x[i]!);
  const squares = x.map((value) => value * value);
  return [residual, residual.map((value) => value * value)].map((other) =>
    normalTwoSided(Math.sqrt(x.length) * correlation(squares, other)),
  );
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [centred(a), centred(b)];
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y) || 1);
}

function centred(values: readonly number[]): number[] {
  const mean = sum(values) / values.length;
  return values.map((value) => value - mean);
}

/** The scores of one canonical direction, of mean zero `[n]`. */
export const canonicalScores = (rows: Matrix, direction: readonly number[]): number[] =>
  centred(apply(rows, direction));
