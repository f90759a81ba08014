import { demand } from "@crosstilt/core";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/**
 * What is done to the coordinates of a side: nothing, mean 0 and deviation 1 each, or mean 0 and covariance 1 together
 * (ZCA whitening).
 */
export type TransformName = "none" | "standardise" | "whiten";

/** `x ↦ (x − mean) ∘ scale`, or `matrix (x − mean)`; plain data, to be kept with a model. */
export interface Transform {
  readonly name: TransformName;
  readonly mean: readonly number[];
  readonly scale?: readonly number[];
  readonly matrix?: readonly (readonly number[])[];
}

/** Gives rows one after the other; the same array each time. */
export type RowSource = () => Iterable<Float64Array>;

const LARGEST_WHITENING = 1024;
/** Directions with less than this share of the largest variance are noise of the arithmetic; whitening drops them. */
const NEGLIGIBLE = 1e-10;

/** Learns a transform from the training rows; coordinates that do not vary, or may not be scaled, keep their scale. */
export function fitTransform(name: TransformName, rows: RowSource, scalable: readonly boolean[]): Transform {
  const d = scalable.length;
  if (name === "none") return { name, mean: new Array(d).fill(0) };
  const mean = meanOf(rows, d);
  if (name === "whiten") return { name, mean, matrix: whitening(rows, mean) };
  const variance = varianceOf(rows, mean);
  const scale = variance.map((value, j) => (scalable[j] && value > 0 ? 1 / Math.sqrt(value) : 1));
  return { name, mean: mean.map((value, j) => (scalable[j] ? value : 0)), scale };
}

/** Writes the transform of `row` to `target`. */
export function applyTransform({ mean, scale, matrix }: Transform, row: Float64Array, target: Float32Array): void {
  for (let i = 0; i < mean.length; i++) {
    if (!matrix) {
      target[i] = (row[i]! - mean[i]!) * (scale?.[i] ?? 1);
      continue;
    }
    const weights = matrix[i]!;
    let sum = 0;
    for (let j = 0; j < mean.length; j++) sum += weights[j]! * (row[j]! - mean[j]!);
    target[i] = sum;
  }
}

function meanOf(rows: RowSource, d: number): number[] {
  const mean = new Array<number>(d).fill(0);
  let count = 0;
  for (const row of rows()) {
    count += 1;
    for (let j = 0; j < d; j++) mean[j]! += (row[j]! - mean[j]!) / count;
  }
  return mean;
}

function varianceOf(rows: RowSource, mean: readonly number[]): number[] {
  const sums = mean.map(() => 0);
  let count = 0;
  for (const row of rows()) {
    count += 1;
    for (let j = 0; j < mean.length; j++) sums[j]! += (row[j]! - mean[j]!) ** 2;
  }
  return sums.map((sum) => sum / count);
}

/** `C^{-1/2}` by eigenvectors. */
function whitening(rows: RowSource, mean: readonly number[]): number[][] {
  const d = mean.length;
  demand(d <= LARGEST_WHITENING, () => ({
    argument: "transform",
    expected: `at most ${LARGEST_WHITENING} coordinates to whiten`,
    received: String(d),
    remedy: 'Use "standardise"',
  }));
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(covarianceOf(rows, mean), {
    assumeSymmetric: true,
  });
  const largest = Math.max(...realEigenvalues);
  const roots = realEigenvalues.map((value) => (value > NEGLIGIBLE * largest ? value ** -0.5 : 0));
  const scaled = eigenvectorMatrix.clone().mulRowVector(roots);
  return scaled.mmul(eigenvectorMatrix.transpose()).to2DArray();
}

function covarianceOf(rows: RowSource, mean: readonly number[]): Matrix {
  const d = mean.length;
  const sums = Array.from({ length: d }, () => new Float64Array(d));
  let count = 0;
  for (const row of rows()) {
    count += 1;
    for (let i = 0; i < d; i++) {
      const centred = row[i]! - mean[i]!;
      const target = sums[i]!;
      for (let j = 0; j < d; j++) target[j]! += centred * (row[j]! - mean[j]!);
    }
  }
  return new Matrix(sums.map((row) => Array.from(row, (sum) => sum / count)));
}
