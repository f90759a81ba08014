import type { QueryRank, TiedGroup } from "@crosstilt/core";

/** What a query's ranks amount to, each the mean over random orders of tied entries. */
export interface ExpectedRanks {
  /** Of the first relevant entry, from 1. */
  readonly rank: number;
  readonly reciprocalRank: number;
  /** For each K the probability that a relevant entry is among the first K. */
  readonly recalls: readonly number[];
  /** Mean over the relevant entries of the share of relevant ones down to their rank. */
  readonly averagePrecision: number;
}

/**
 * The ranks of one query in expectation over random orders of tied entries.
 *
 * @param ks the K of recall@K.
 * @example
 * const [rank] = queryRanks(scores, [[0]]);
 * const { recalls } = expectedRanks(rank, [1, 5]);
 */
export function expectedRanks({ groups }: QueryRank, ks: readonly number[]): ExpectedRanks {
  const first = groups[0]!;
  const { better, tied, relevant } = first;
  let [reciprocalRank, noneYet] = [0, 1];
  for (let place = 1; place <= tied - relevant + 1; place++) {
    const here = noneYet * (relevant / (tied - place + 1));
    reciprocalRank += here / (better + place);
    noneYet -= here;
  }
  return {
    rank: better + (tied + 1) / (relevant + 1),
    reciprocalRank,
    recalls: ks.map((k) => 1 - missing(first, k - better)),
    averagePrecision: averagePrecision(groups),
  };
}

/** The probability that none of the first `places` of a group in random order is relevant (hypergeometric). */
function missing({ tied, relevant }: TiedGroup, places: number): number {
  if (places > tied - relevant) return 0;
  let probability = 1;
  for (let place = 0; place < places; place++) probability *= (tied - relevant - place) / (tied - place);
  return probability;
}

function averagePrecision(groups: readonly TiedGroup[]): number {
  let [sum, above] = [0, 0];
  for (const { better, tied, relevant } of groups) {
    // At each place of the group a relevant entry stands with probability relevant / tied; those before it are then of the others.
    const others = tied > 1 ? (relevant - 1) / (tied - 1) : 0;
    for (let place = 1; place <= tied; place++)
      sum += ((relevant / tied) * (above + 1 + (place - 1) * others)) / (better + place);
    above += relevant;
  }
  return sum / above;
}
