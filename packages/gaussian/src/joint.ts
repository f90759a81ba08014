import { cholesky, symmetricEigen } from "./decompositions.js";
import { block, build, columnsOf, joinBlocks, type Matrix, type MatrixLike } from "./matrix.js";
import { refuse } from "./refuse.js";

/** The means of the two modalities; zero where left out. */
export interface Means {
  readonly u: ArrayLike<number>;
  readonly v: ArrayLike<number>;
}

/**
 * A Gaussian law of pairs `(u, v)`, given as one covariance `[p+q, p+q]` and the number `split = p` of
 * coordinates of u, or as three blocks, or as what {@link jointGaussian} made of either.
 * `ridge` (default 0) is added to the diagonals of C_uu and C_vv.
 */
export type GaussianSpec =
  | { readonly covariance: MatrixLike; readonly split: number; readonly mean?: Means; readonly ridge?: number }
  | {
      readonly blocks: { uu: MatrixLike; uv: MatrixLike; vv: MatrixLike };
      readonly mean?: Means;
      readonly ridge?: number;
    }
  | JointGaussian;

/** A checked Gaussian law of pairs: blocks `uu [p, p]`, `uv [p, q]`, `vv [q, q]`, Cholesky factors, the means. */
export interface JointGaussian {
  readonly uu: Matrix;
  readonly uv: Matrix;
  readonly vv: Matrix;
  readonly mean: { readonly u: number[]; readonly v: number[] };
  /** Lower factor of the whole covariance. */
  readonly cholesky: Matrix;
  readonly choleskyU: Matrix;
  readonly choleskyV: Matrix;
}

/** Pivots of the Cholesky factorisation below this, relative to the variances, count as zero. */
const singularity = 1e-13;
/** Largest asymmetry taken for rounding, relative to the standard deviations of both coordinates. */
const asymmetry = 1e-8;

/**
 * Checks a covariance and prepares it for every other function of this package.
 * @throws Error when it is not square, not finite, not symmetric, or not positive definite (after `ridge`).
 * @example
 * const law = jointGaussian({ covariance: [[1.5, 1], [1, 1.5]], split: 1 });
 */
export function jointGaussian(spec: GaussianSpec): JointGaussian {
  if ("choleskyU" in spec) return spec;
  const { covariance, split } = "covariance" in spec ? wholeOf(spec.covariance, spec.split) : joined(spec.blocks);
  const n = covariance.length;
  const { covariance: regularised, lower } = positiveDefinite(covariance, spec.ridge ?? 0);
  const [uu, vv] = [block(regularised, 0, split, 0, split), block(regularised, split, n, split, n)];
  return {
    uu,
    uv: block(regularised, 0, split, split, n),
    vv,
    mean: { u: meanOf("mean.u", spec.mean?.u, split), v: meanOf("mean.v", spec.mean?.v, n - split) },
    cholesky: lower,
    choleskyU: cholesky(uu)!,
    choleskyV: cholesky(vv)!,
  };
}

/** A covariance `[n, n]` as a copy that is symmetric, finite and positive definite, or a refusal. */
export function checkedCovariance(covariance: MatrixLike, ridge: number): Matrix {
  return positiveDefinite(checkedMatrix("covariance", covariance, [covariance.length, covariance.length]), ridge)
    .covariance;
}

function positiveDefinite(covariance: Matrix, ridge: number): { covariance: Matrix; lower: Matrix } {
  const regularised = withRidge(symmetric(covariance), ridge);
  return { covariance: regularised, lower: positiveDefiniteFactor(regularised) };
}

/** The whole covariance `[p+q, p+q]` of a checked law. */
export const covarianceOf = ({ uu, uv, vv }: JointGaussian): Matrix => joinBlocks(uu, uv, vv);

/** Copies rows into a matrix of the given shape, refusing ragged rows and entries that are not finite. */
export function checkedMatrix(name: string, rows: MatrixLike, shape: readonly [number | null, number]): Matrix {
  const expected = `[${shape[0] ?? "n"}, ${shape[1]}]`;
  if (rows?.length === undefined || (shape[0] !== null && rows.length !== shape[0]))
    refuse(name, `a matrix ${expected}`, `${rows?.length ?? typeof rows} rows`, "Check the orientation and the split.");
  return Array.from(rows, (row, i) => checkedVector(`${name}[${i}]`, row, shape[1]));
}

/** Copies a vector of the given length, refusing entries that are not finite. */
export function checkedVector(name: string, values: ArrayLike<number>, length: number): number[] {
  if (values?.length !== length)
    refuse(name, `${length} numbers`, values?.length ?? typeof values, "Rows must be equally long and match the law.");
  const bad = Array.from(values).findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) refuse(`${name}[${bad}]`, "a finite number", values[bad], "Remove or impute missing values first.");
  return Array.from(values);
}

function wholeOf(rows: MatrixLike, split: number) {
  const covariance = checkedMatrix("covariance", rows, [rows?.length ?? 0, rows?.length ?? 0]);
  if (!Number.isInteger(split) || split < 1 || split >= covariance.length)
    refuse(
      "split",
      `a whole number from 1 to ${covariance.length - 1}`,
      split,
      "It is the number of coordinates of u.",
    );
  return { covariance, split };
}

function joined(blocks: { uu: MatrixLike; uv: MatrixLike; vv: MatrixLike }) {
  const [p, q] = [blocks.uu.length, blocks.vv.length];
  if (p === 0 || q === 0)
    refuse("blocks", "at least one coordinate on each side", `${p} and ${q}`, "Pass both modalities.");
  const uu = checkedMatrix("blocks.uu", blocks.uu, [p, p]);
  const uv = checkedMatrix("blocks.uv", blocks.uv, [p, q]);
  const vv = checkedMatrix("blocks.vv", blocks.vv, [q, q]);
  return { covariance: joinBlocks(uu, uv, vv), split: p };
}

function symmetric(covariance: Matrix): Matrix {
  const deviation = covariance.map((row, i) => Math.sqrt(Math.abs(row[i]!)));
  return build(covariance.length, columnsOf(covariance), (i, j) => {
    const [value, mirrored] = [covariance[i]![j]!, covariance[j]![i]!];
    if (Math.abs(value - mirrored) > asymmetry * deviation[i]! * deviation[j]!)
      refuse(
        "covariance",
        "a symmetric matrix",
        `[${i}][${j}] = ${value} but [${j}][${i}] = ${mirrored}`,
        "Symmetrise it.",
      );
    return (value + mirrored) / 2;
  });
}

function withRidge(covariance: Matrix, ridge: number): Matrix {
  if (!(Number.isFinite(ridge) && ridge >= 0)) refuse("ridge", "a number from 0 up", ridge, "Leave it out for none.");
  return covariance.map((row, i) => row.map((value, j) => (i === j ? value + ridge : value)));
}

function positiveDefiniteFactor(covariance: Matrix): Matrix {
  const factor = cholesky(covariance, singularity);
  if (factor !== null) return factor;
  const smallest = symmetricEigen(covariance).values.at(-1)!;
  const variance = covariance.reduce((total, row, i) => total + Math.abs(row[i]!), 0) / covariance.length;
  const kind = smallest < -singularity * variance * covariance.length ? "an indefinite" : "a singular";
  return refuse(
    "covariance",
    "a positive definite matrix",
    `${kind} one (smallest eigenvalue ${smallest.toExponential(2)})`,
    `Pass ridge (for example ${(Math.max(1e-6 * variance, -2 * smallest) || 1e-6).toExponential(1)}) or drop constant and redundant coordinates.`,
  );
}

const meanOf = (name: string, mean: ArrayLike<number> | undefined, length: number): number[] =>
  mean === undefined ? new Array<number>(length).fill(0) : checkedVector(name, mean, length);
