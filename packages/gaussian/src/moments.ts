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
  /** Independent groups of samples, where they hang together in groups. */
  readonly groups?: number;
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
    ...(a.groups !== undefined && b.groups !== undefined ? { groups: a.groups + b.groups } : {}),
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

/** How {@link foldMoments} deals. */
export interface FoldOptions {
  /** How many disjoint sets; 10 by default. */
  readonly folds?: number;
  /** A label for every sample of all batches, in order: samples of one label stay in one fold (see groupsOf). */
  readonly groups?: ArrayLike<number>;
}

/**
 * One pass that deals the samples, or their groups, into disjoint sets of nearly equal size: the input of {@link chooseRank} and
 * of advice. Samples that share a row, such as captions of one image, leak from fold to fold unless `groups` ties them.
 * @throws Error when there are fewer samples, or groups, than folds.
 */
export async function foldMoments(
  batches: Iterable<Pairs> | AsyncIterable<Pairs>,
  { folds = 10, groups }: FoldOptions = {},
): Promise<Moments[]> {
  if (!Number.isInteger(folds) || folds < 1) refuse("folds", "a whole number from 1 up", folds, "10 is a good choice.");
  const dealt: (Moments | undefined)[] = new Array(folds).fill(undefined);
  const { dealer, groupsIn } = dealTo(folds, groups);
  let seen = 0;
  for await (const pairs of batches) {
    const { rows, p } = joinedRows(pairs);
    const hands = rows.map((_, i) => dealer(seen + i));
    for (let fold = 0; fold < folds; fold += 1) {
      const mine = rows.filter((_, i) => hands[i] === fold);
      if (mine.length > 0) dealt[fold] = merged(dealt[fold], momentsOfRows(mine, p));
    }
    seen += rows.length;
  }
  if (groups !== undefined && groups.length !== seen)
    refuse("groups", `one label for each of the ${seen} samples`, groups.length, "Label every pair.");
  const things = groups === undefined ? "samples" : "groups of samples";
  return dealt.map((moments, fold) => {
    if (moments === undefined) return refuse("samples", `at least ${folds} ${things}`, seen, "Use fewer folds.");
    return groups === undefined ? moments : { ...moments, groups: groupsIn(fold) };
  });
}

/** The fold of every sample: in turn, or for a new group the fold with the fewest samples so far. */
function dealTo(folds: number, groups: ArrayLike<number> | undefined) {
  const sizes = new Array<number>(folds).fill(0);
  const known = new Map<number, number>();
  const groupsIn = (fold: number) => Array.from(known.values()).filter((other) => other === fold).length;
  if (groups === undefined) return { dealer: (index: number) => index % folds, groupsIn };
  const dealer = (index: number) => {
    const group = groups[index]!;
    const fold = known.get(group) ?? sizes.indexOf(Math.min(...sizes));
    known.set(group, fold);
    sizes[fold]! += 1;
    return fold;
  };
  return { dealer, groupsIn };
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
