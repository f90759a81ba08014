import { type JointGaussian, jointGaussian } from "./joint.js";
import { build, type Matrix } from "./matrix.js";
import { refuse } from "./refuse.js";
import { joinedRows, type Pairs } from "./samples.js";

/** Everything a Gaussian estimate needs from data: plain, mergeable, independent of the number of samples. */
export interface Moments {
  readonly count: number;
  /** Coordinates of u; the rest of `mean` belongs to v. */
  readonly split: number;
  /** `[p+q]`. */
  readonly mean: number[];
  /** `Σ (z − mean)(z − mean)ᵀ` `[p+q, p+q]`. */
  readonly scatter: Matrix;
}

/** Moments of one batch. @throws Error for empty, ragged, mismatched or non-finite samples. */
export function momentsOf(pairs: Pairs): Moments {
  const { rows, p } = joinedRows(pairs);
  return momentsOfRows(rows, p);
}

/**
 * Moments of two disjoint data sets together, without loss of precision (Chan, Golub and LeVeque 1983).
 * @example
 * const all = batches.map(momentsOf).reduce(mergeMoments);
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.split !== b.split || a.mean.length !== b.mean.length)
    refuse("moments", `dimensions ${dimensions(a)}`, dimensions(b), "Merge moments of the same modalities only.");
  const count = a.count + b.count;
  const gap = b.mean.map((value, i) => value - a.mean[i]!);
  const weight = (a.count * b.count) / count;
  return {
    count,
    split: a.split,
    mean: a.mean.map((value, i) => value + (gap[i]! * b.count) / count),
    scatter: build(
      gap.length,
      gap.length,
      (i, j) => a.scatter[i]![j]! + b.scatter[i]![j]! + weight * gap[i]! * gap[j]!,
    ),
  };
}

/** Moments of data larger than memory: one pass over batches of pairs, sync or async. */
export async function streamMoments(batches: Iterable<Pairs> | AsyncIterable<Pairs>): Promise<Moments> {
  return (await foldMoments(batches, { folds: 1 }))[0]!;
}

/**
 * One pass that deals the samples in turn into `folds` (default 5) disjoint sets: the input of {@link chooseRank} and of advice.
 * @throws Error when there are fewer samples than folds.
 */
export async function foldMoments(
  batches: Iterable<Pairs> | AsyncIterable<Pairs>,
  { folds = 5 }: { readonly folds?: number } = {},
): Promise<Moments[]> {
  if (!Number.isInteger(folds) || folds < 1) refuse("folds", "a whole number from 1 up", folds, "5 is a good choice.");
  const dealt: (Moments | undefined)[] = new Array(folds).fill(undefined);
  let seen = 0;
  for await (const pairs of batches) {
    const { rows, p } = joinedRows(pairs);
    for (let fold = 0; fold < folds; fold += 1) {
      const mine = rows.filter((_, i) => (seen + i) % folds === fold);
      if (mine.length > 0) dealt[fold] = merged(dealt[fold], momentsOfRows(mine, p));
    }
    seen += rows.length;
  }
  return dealt.map((moments) => moments ?? refuse("samples", `at least ${folds} samples`, seen, "Use fewer folds."));
}

/**
 * The plug-in law (Remark D.2): empirical means and covariance (divisor N), with `ridge` on the diagonal.
 * @throws Error when there are no more samples than dimensions and no ridge.
 */
export function plugInLaw(moments: Moments, { ridge = 0 }: { readonly ridge?: number } = {}): JointGaussian {
  const { count, split, mean, scatter } = moments;
  if (count <= mean.length && ridge === 0) {
    const size = scatter.reduce((total, row, i) => total + row[i]! / count, 0) / mean.length;
    const advice = `Pass ridge (for example ${(1e-3 * size || 1e-6).toExponential(1)}) or more samples.`;
    refuse("samples", `more samples than the ${mean.length} dimensions of u and v together`, count, advice);
  }
  const covariance = scatter.map((row) => row.map((value) => value / count));
  return jointGaussian({ covariance, split, ridge, mean: { u: mean.slice(0, split), v: mean.slice(split) } });
}

const merged = (a: Moments | undefined, b: Moments): Moments => (a === undefined ? b : mergeMoments(a, b));

const dimensions = ({ split, mean }: Moments): string => `${split} and ${mean.length - split}`;

function momentsOfRows(rows: Float64Array[], split: number): Moments {
  const n = rows[0]!.length;
  const mean = Array.from({ length: n }, (_, j) => rows.reduce((total, row) => total + row[j]!, 0) / rows.length);
  const scatter = build(n, n, () => 0);
  for (const row of rows)
    addSquare(
      scatter,
      row.map((value, j) => value - mean[j]!),
    );
  for (let i = 0; i < n; i += 1) for (let j = 0; j < i; j += 1) scatter[i]![j] = scatter[j]![i]!;
  return { count: rows.length, split, mean, scatter };
}

/** Adds the upper triangle of `x xᵀ`. */
function addSquare(target: Matrix, x: Float64Array): void {
  for (let i = 0; i < x.length; i += 1) {
    const row = target[i]!;
    for (let j = i; j < x.length; j += 1) row[j]! += x[i]! * x[j]!;
  }
}
