import { demand, type Scores } from "@crosstilt/core";
import { fitLogistic, logOdds, sigmoid } from "./logistic.js";
import { demandPairCounts, diagonalPairs, frequencies, type PairCounts } from "./pair-counts.js";

/** What a query's scores say about whether its partner is among the candidates. */
export interface PartnerEvidence {
  /** `log mean_j e^{s_j}` over the candidates. */
  readonly logMean: number;
  /** How much that is above the same without the best candidate. */
  readonly lead: number;
}

/** The log odds that a partner is there, where it is as often there as not: `intercept + logMean · L + lead · (L − B)`. */
export interface PartnerCalibration extends PartnerEvidence {
  readonly intercept: number;
  /** Queries that taught it. */
  readonly count: number;
}

/** The least share of all weight beside the best candidate; normalisers in float32 tell no smaller ones. */
const LEAST = 1e-4;

/** Queries below which nothing is learned. */
const FEWEST = 10;

/**
 * The evidence of a query with n candidates. By Bayes, with the true log ratios, the odds of a partner among them are multiplied
 * by `mean_j ρ(v_j | u)` (docs/theory.md, 19); up to the normaliser of the query, which the other candidates estimate.
 *
 * @param best the greatest score.
 * @param logNormaliser `log Σ_j e^{s_j}`.
 * @param count n, at least 2.
 * @example
 * const evidence = partnerEvidence(top.scores[0], logNormalisers[0], index.size);
 */
export function partnerEvidence(best: number, logNormaliser: number, count: number): PartnerEvidence {
  const others = Math.max(LEAST, -Math.expm1(best - logNormaliser));
  return { logMean: logNormaliser - Math.log(count), lead: Math.log((count - 1) / (count * others)) };
}

/**
 * Learns from held-out pairs when a query has no partner in a gallery: each query is asked twice, with its partners among all
 * columns and with them removed, and a logistic model of the {@link partnerEvidence} tells the two apart (Platt 1999). Slopes are
 * not negative, so that more evidence never speaks against a partner. Undefined where fewer than 10 queries are left with two
 * candidates that are no partners.
 *
 * @param scores log ratios up to a constant of each row, `[n, m]`, calibrated if that is done at all.
 * @param pairs which rows and columns are pairs, and how often (default: row i belongs to column i).
 * @example
 * const calibration = partnerCalibration(scores);
 * const probability = calibration && noPartnerProbability(calibration, partnerEvidence(best, logNormaliser, 5000));
 */
export function partnerCalibration(
  scores: Scores,
  pairs: PairCounts = diagonalPairs(scores),
): PartnerCalibration | undefined {
  const { evidence, there, times } = askedTwice(scores, pairs);
  if (evidence.length < 2 * FEWEST) return undefined;
  const features = (["logMean", "lead"] as const).map((name) => Float64Array.from(evidence, (one) => one[name]));
  const { intercept, slopes } = fitLogistic(features, there, times);
  return { intercept, logMean: slopes[0]!, lead: slopes[1]!, count: evidence.length / 2 };
}

/** How well queries with a partner are told from those without. */
export interface PartnerDetection {
  /** The probability that a query with its partner gets a smaller probability of none than one without (area under the ROC curve). */
  readonly auroc: number;
  /** Mean squared error of the probability of none; 0.25 is that of always saying one half. */
  readonly brier: number;
}

/**
 * Tests {@link noPartnerProbability} on held-out pairs: each query is asked with its partners among the columns and with them
 * removed. Undefined where no query is left with two candidates that are no partners.
 *
 * @example
 * const { auroc } = partnerDetection(testScores, calibration)!;
 */
export function partnerDetection(
  scores: Scores,
  calibration: PartnerCalibration,
  pairs: PairCounts = diagonalPairs(scores),
): PartnerDetection | undefined {
  const { evidence, there, times } = askedTwice(scores, pairs);
  if (evidence.length === 0) return undefined;
  const probability = evidence.map((one) => noPartnerProbability(calibration, one));
  const total = times.reduce((sum, count) => sum + count, 0);
  const squares = probability.reduce((sum, p, i) => sum + times[i]! * (p - 1 + there[i]!) ** 2, 0);
  return { auroc: auroc(probability, there, times), brier: squares / total };
}

/** The share of pairs of a case with 0 and a case with 1 in which the former has the larger value; ties count half. */
function auroc(values: readonly number[], there: readonly number[], times: Float64Array): number {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const weight = (answer: number, i: number) => (there[i] === answer ? times[i]! : 0);
  let [below, ordered] = [0, 0];
  let end = 0;
  for (let start = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    const tied = order.slice(start, end);
    const [no, yes] = [0, 1].map((answer) => tied.reduce((sum, i) => sum + weight(answer, i), 0)) as [number, number];
    ordered += no * (below + yes / 2);
    below += yes;
  }
  return ordered / (below * values.reduce((sum, _, i) => sum + weight(0, i), 0));
}

/**
 * The probability that none of the candidates is the query's partner.
 *
 * @param prior share of queries whose partner is there, above 0 and below 1 (default 0.5).
 * @throws when the prior is no such share.
 * @example
 * const probability = noPartnerProbability(calibration, partnerEvidence(best, logNormaliser, count), 0.9);
 */
export function noPartnerProbability(
  { intercept, ...slopes }: PartnerCalibration,
  { logMean, lead }: PartnerEvidence,
  prior = 0.5,
): number {
  demand(prior > 0 && prior < 1, () => ({
    argument: "prior",
    expected: "the share of queries with a partner, above 0 and below 1",
    received: String(prior),
  }));
  const odds = logOdds({ intercept, slopes: [slopes.logMean, slopes.lead] }, [logMean, lead]);
  return sigmoid(-odds - Math.log(prior / (1 - prior)));
}

/** The evidence of each query with its partners and, after all of these, without; how often the query occurs. */
function askedTwice(scores: Scores, pairs: PairCounts) {
  demandPairCounts(pairs, scores);
  const [rows, columns] = scores.shape;
  const partners = partnersOf(pairs, rows);
  const others = withoutPartners(scores, partners);
  const asked = [...partners.keys()].filter((row) => {
    const { length } = partners[row]!;
    return length > 0 && columns - length >= 2;
  });
  const without = (row: number) => others[row]!;
  const together = (row: number) =>
    partners[row]!.reduce((sum, column) => join(sum, scores.at(row, column)), others[row]!);
  const evidenceOf = ({ best, sum }: Weight, count: number) => partnerEvidence(best, best + Math.log(sum), count);
  const evidence = [
    ...asked.map((row) => evidenceOf(together(row), columns)),
    ...asked.map((row) => evidenceOf(without(row), columns - partners[row]!.length)),
  ];
  const count = frequencies(pairs, scores.shape).u;
  return {
    evidence,
    there: evidence.map((_, i) => (i < asked.length ? 1 : 0)),
    times: Float64Array.from([...asked, ...asked], (row) => count[row]!),
  };
}

/** The columns that are a row's partners, in order. */
function partnersOf({ u, v }: PairCounts, rows: number): readonly Int32Array[] {
  const partners = Array.from({ length: rows }, () => [] as number[]);
  u.forEach((row, p) => {
    partners[row]!.push(v[p]!);
  });
  return partners.map((columns) => Int32Array.from(columns).sort());
}

/** Scores of a row that were summed: the greatest, and `Σ e^{s − best}`. */
interface Weight {
  readonly best: number;
  readonly sum: number;
}

const join = ({ best, sum }: Weight, score: number): Weight =>
  score > best ? { best: score, sum: sum * Math.exp(best - score) + 1 } : { best, sum: sum + Math.exp(score - best) };

/** The error that a score may carry in the worst case. */
const TOLERANCE = 2 ** -10;

/** The weight of each row but for its partners, in one pass. */
function withoutPartners(scores: Scores, partners: readonly Int32Array[]): readonly Weight[] {
  const weights: Weight[] = partners.map(() => ({ best: Number.NEGATIVE_INFINITY, sum: 0 }));
  for (const { row, rows, column, columns, values } of scores.blocks(TOLERANCE))
    for (let i = 0; i < rows; i++) {
      let { best, sum } = weights[row + i]!;
      const own = partners[row + i]!;
      let next = own.findIndex((partner) => partner >= column);
      for (let j = 0; j < columns; j++) {
        if (own[next] === column + j) {
          next += 1;
          continue;
        }
        const score = values[i * columns + j]!;
        if (score > best) {
          sum *= Math.exp(best - score);
          best = score;
        }
        sum += Math.exp(score - best);
      }
      weights[row + i] = { best, sum };
    }
  return weights;
}
