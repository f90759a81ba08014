import { checkedVector, type Normal, type NormalGenerator, refuse, solveCholesky } from "@crosstilt/gaussian";
import { dot, featuresAt, type GaussianProcess } from "./process.js";

/** Mean and pointwise 95 % band `mean ± 1.96 standard deviations`, one entry a point or coordinate. */
export interface Band {
  readonly mean: number[];
  readonly standardDeviation: number[];
  readonly lower: number[];
  readonly upper: number[];
}

/** The law of w on a grid, given nothing, u or v. */
export interface FieldLaw extends Band {
  readonly grid: number[];
  /** One draw of w on the grid. */
  sample(rng: NormalGenerator): number[];
}

/** 97.5 % quantile of the standard normal. */
const quantile = 1.959963984540054;

/**
 * w on `grid` given the leading coefficients v `[n_v]`: they are fixed, all others stay standard normal.
 * @example
 * const { mean, lower, upper, sample } = fieldGivenV(process, { v, grid: uniformGrid(200) });
 */
export function fieldGivenV(
  process: GaussianProcess,
  { v, grid }: { v: ArrayLike<number>; grid: ArrayLike<number> },
): FieldLaw {
  const { nV, modes } = process.options;
  const given = checkedVector("v", v, nV);
  const features = featuresAt(process.eigenvalues, checkedGrid(grid));
  const mean = features.map((row) => dot(row, given));
  const variance = features.map((row) => dot(row.subarray(nV), row.subarray(nV)));
  const sample = (rng: NormalGenerator) => {
    const coefficients = Float64Array.from({ length: modes }, (_, j) => (j < nV ? given[j]! : rng.normal()));
    return features.map((row) => dot(row, coefficients));
  };
  return { grid: Array.from(grid), ...bandOf(mean, variance), sample };
}

/**
 * w on `grid` given noisy values u `[n_u]`: mean `K_wu C_uu⁻¹ u`; draws by Matheron's rule, an unconditional pair (w, u') moved by
 * `K_wu C_uu⁻¹ (u − u')`, which is exact and factorises nothing of the size of the grid.
 */
export function fieldGivenU(
  process: GaussianProcess,
  { u, grid }: { u: ArrayLike<number>; grid: ArrayLike<number> },
): FieldLaw {
  const { nU, modes, noise } = process.options;
  const given = checkedVector("u", u, nU);
  const [features, observed] = [
    featuresAt(process.eigenvalues, checkedGrid(grid)),
    featuresAt(process.eigenvalues, process.points),
  ];
  const cross = features.map((row) => observed.map((other) => dot(row, other)));
  const gains = cross.map((row) =>
    solveCholesky(
      process.law.choleskyU,
      row.map((value) => [value]),
    ).flat(),
  );
  const mean = gains.map((gain) => dot(gain, given));
  const variance = features.map((row, i) => dot(row, row) - dot(gains[i]!, cross[i]!));
  const sample = (rng: NormalGenerator) => {
    const coefficients = Float64Array.from({ length: modes }, () => rng.normal());
    const residual = observed.map((row, i) => given[i]! - dot(row, coefficients) - noise * rng.normal());
    return features.map((row, i) => dot(row, coefficients) + dot(gains[i]!, residual));
  };
  return { grid: Array.from(grid), ...bandOf(mean, variance), sample };
}

/** Mean and 95 % band of the coordinates of a Gaussian law, such as `truth.uGivenV.given(v)`. */
export const bandOfNormal = ({ mean, covariance }: Pick<Normal, "mean" | "covariance">): Band =>
  bandOf(
    mean,
    covariance.map((row, i) => row[i]!),
  );

/** `n` equal cells of (0, 1), their midpoints. */
export const uniformGrid = (n: number): number[] => Array.from({ length: n }, (_, i) => (i + 0.5) / n);

function bandOf(mean: number[], variance: number[]): Band {
  const standardDeviation = variance.map((value) => Math.sqrt(Math.max(0, value)));
  const shifted = (sign: number) => mean.map((value, i) => value + sign * quantile * standardDeviation[i]!);
  return { mean, standardDeviation, lower: shifted(-1), upper: shifted(1) };
}

function checkedGrid(grid: ArrayLike<number>): ArrayLike<number> {
  if (!(grid?.length > 0) || !Array.from(grid).every((x) => x >= 0 && x <= 1))
    refuse("grid", "points of [0, 1]", grid && `${grid.length} points`, "uniformGrid(200) does well.");
  return grid;
}
