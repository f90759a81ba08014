import { type CanonicalCorrelations, canonicalCorrelations } from "./canonical.js";
import { batchForInformation } from "./finite-batch.js";
import { canonicalScores, type Gaussianity, gaussianity } from "./gaussianity.js";
import { type Groups, groupsOf } from "./groups.js";
import { movableShare, type PermutationTest, permutationTest } from "./independence.js";
import { dot, type Matrix } from "./matrix.js";
import { foldMoments, mergeMoments, momentsOf, plugInLaw } from "./moments.js";
import { type Estimate, evidenceOf, informationFrom, level } from "./predicted-error.js";
import { joinedRows, type Pairs } from "./samples.js";
import { type BartlettTest, bartlettTest, canonicalCorrelationBias, type SampleSize } from "./sampling-theory.js";
import { normalQuantile } from "./special-functions.js";
import { type WhiteRows, whitened } from "./whitened.js";

/** How dependent paired samples are, as far as second moments show it; plain JSON. */
export interface Dependence {
  readonly count: number;
  /** Groups of pairs that share a row; intervals and tests take these for the independent units. */
  readonly groups: number;
  /** Sides with so few distinct rows that they are classes. */
  readonly classes: readonly ("u" | "v")[];
  /** Canonical correlations in descending order, less their bias, with 90 % intervals. */
  readonly canonical: readonly Estimate[];
  /** `I(u; v)` of the Gaussian part in nats, less the bias of the plug-in value, with a 90 % interval. */
  readonly mutualInformation: Estimate;
  /** Bartlett's test of independence, of one pair a group. */
  readonly bartlett: BartlettTest | null;
  /** The same by permutations, of whole groups where their sizes allow it; null where they would take long, which is where Bartlett's is exact. */
  readonly permutation: PermutationTest | null;
  /** Whether independence is refuted at 5 %. */
  readonly dependent: boolean;
  readonly gaussianity: Gaussianity;
  /** Batch at which a conditional loss is off by 0.05 nats: `10 (e^{2I} − 1)`. */
  readonly batch: number;
}

/** Options of {@link dependence}. */
export interface DependenceOptions {
  /** Which pairs hang together; by default those that share a row (see groupsOf). */
  readonly groups?: Groups;
  readonly ridge?: number;
  /** Parts that bias and interval of the information are measured on; 10 by default. */
  readonly folds?: number;
  /** Shuffles of the permutation test; 199 by default, 0 for none. */
  readonly permutations?: number;
}

/** Multiplications that permutations may cost. */
const AFFORDABLE = 3e9;

/**
 * Canonical correlations, mutual information and tests of independence of paired samples: whether there is anything to learn.
 * Plug-in values are too large, by `pq/(2N)` nats of information and more; here that is taken off.
 * @throws Error for fewer groups than folds, and for no more samples than dimensions without a ridge.
 * @example
 * const { dependent, mutualInformation } = await dependence({ u, v });
 */
export async function dependence(pairs: Pairs, options: DependenceOptions = {}): Promise<Dependence> {
  const { groups = groupsOf(pairs), ridge = 0, folds = 10, permutations = 199 } = options;
  const parts = await foldMoments([pairs], { folds, groups: groups.labels });
  const { rows, p, q } = joinedRows(pairs);
  const law = plugInLaw(parts.reduce(mergeMoments), { ridge });
  const correlations = canonicalCorrelations(law);
  const information = informationFrom(evidenceOf(parts, ridge));

  const independent = oneOfEach(rows, groups);
  const sides = (of: readonly Float64Array[]) => ({
    u: of.map((row) => Array.from(row.subarray(0, p))),
    v: of.map((row) => Array.from(row.subarray(p))),
  });
  const moments = momentsOf(sides(independent));
  const white = whitened(independent, moments, ridge);
  const size = { count: independent.length, p, q };
  const { sigma } = canonicalCorrelations(plugInLaw(moments, { ridge }));
  const bartlett = size.count > p + q + 1 ? bartlettTest(sigma, size) : null;
  const permutation = permutations > 0 ? permuted({ rows, groups, ridge, white, permutations }) : null;
  const units = { count: groups.count, p, q };
  return {
    count: rows.length,
    groups: groups.count,
    classes: groups.classes,
    canonical: intervalsOf(correlations, sides(rows), { size: units, bartlett }),
    mutualInformation: information,
    bartlett,
    permutation,
    dependent: ((permutation ?? bartlett)?.pValue ?? 1) < 0.05,
    gaussianity: gaussianity(white, sides(independent), correlations),
    batch: batchForInformation(information.estimate),
  };
}

/** The permutation test of all pairs, by groups that change places; where few can, of one pair a group. Null where it would take long. */
function permuted({ rows, groups, ridge, white, permutations }: Permuted): PermutationTest | null {
  const members = membersOf(groups);
  const whole = groups.count < rows.length && movableShare(members) >= MOVABLE;
  const [count, p, q] = [whole ? rows.length : white.x.length, white.x[0]!.length, white.y[0]!.length];
  if (count * p * q * permutations > AFFORDABLE) return null;
  if (!whole) return permutationTest(white, permutations);
  const side = (from: number, to: number) => rows.map((row) => Array.from(row.subarray(from, to)));
  const moments = momentsOf({ u: side(0, p), v: side(p, p + q) });
  return permutationTest(whitened(rows, moments, ridge), permutations, members);
}

interface Permuted {
  readonly rows: readonly Float64Array[];
  readonly groups: Groups;
  readonly ridge: number;
  /** One row a group. */
  readonly white: WhiteRows;
  readonly permutations: number;
}

/** Groups below this share that can change places leave too few permutations. */
const MOVABLE = 0.9;

function membersOf({ labels, count }: Groups): number[][] {
  const members = Array.from({ length: count }, (): number[] => []);
  labels.forEach((label, row) => {
    members[label]!.push(row);
  });
  return members;
}

/** The first row of every group: rows independent of each other. */
function oneOfEach(rows: readonly Float64Array[], { labels, count }: Groups): Float64Array[] {
  const seen = new Uint8Array(count);
  return rows.filter((_, i) => {
    const fresh = seen[labels[i]!] === 0;
    seen[labels[i]!] = 1;
    return fresh;
  });
}

interface Context {
  readonly size: SampleSize;
  readonly bartlett: BartlettTest | null;
}

/** Fisher's interval `tanh(atanh σ ± z s/√N)`, s from the influence `xy − σ(x² + y²)/2`; from 0 where no further pair is significant. */
function intervalsOf(
  { sigma, directionsU, directionsV }: CanonicalCorrelations,
  { u, v }: { readonly u: Matrix; readonly v: Matrix },
  { size, bartlett }: Context,
): Estimate[] {
  const z = normalQuantile((1 + level) / 2);
  const significant = bartlett === null ? 0 : significantOf(sigma, size);
  return sigma.map((value, i) => {
    const [x, y] = [canonicalScores(u, directionsU[i]!), canonicalScores(v, directionsV[i]!)];
    const influence = x.map((a, k) => a * y[k]! - (value * (a * a + y[k]! ** 2)) / 2);
    const deviation = Math.sqrt(dot(influence, influence) / x.length / size.count) / Math.max(1e-12, 1 - value ** 2);
    const real = sigma.map((other, j) => (j < significant ? other : 0));
    const bias = i < significant ? canonicalCorrelationBias(real, i, size) : value;
    const estimate = Math.min(1, Math.max(0, value - Math.min(value, Math.max(-deviation, bias))));
    const at = (shift: number, from: number) => Math.tanh(Math.atanh(Math.min(from, 1 - 1e-15)) + shift * deviation);
    return i < significant
      ? { estimate, interval: [Math.max(0, at(-z, estimate)), at(z, estimate)] }
      : { estimate, interval: [0, at(z, value)] };
  });
}

/** How many pairs Bartlett's sequence of tests finds at 5 %. */
function significantOf(sigma: readonly number[], size: SampleSize): number {
  const first = sigma.findIndex((_, i) => bartlettTest(sigma, size, i).pValue >= 0.05);
  return first < 0 ? sigma.length : first;
}
