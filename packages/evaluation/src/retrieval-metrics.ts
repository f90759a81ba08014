import type { QueryRank } from "@crosstilt/core";
import { type ExpectedRanks, expectedRanks } from "./expected-ranks.js";
import { quantile } from "./quantile.js";

/** Numbers by name: `recall@K` for each K, medianRank, meanReciprocalRank, meanAveragePrecision. */
export type RetrievalMetrics = Readonly<Record<string, number>>;

/**
 * What the ranks of queries amount to, in expectation over random orders of tied entries: the share of queries with a relevant
 * entry among the first K, and the usual means.
 *
 * @param ranks those of `queryRanks`, or counts from elsewhere.
 * @param ks the K of recall@K.
 * @example
 * const { "recall@5": recall } = retrievalMetrics(queryRanks(scores, relevance), [1, 5]);
 */
export function retrievalMetrics(ranks: readonly QueryRank[], ks: readonly number[]): RetrievalMetrics {
  return summarise(
    ranks.map((rank) => expectedRanks(rank, ks)),
    ks,
  );
}

/** The same from ranks in expectation, of which a bootstrap draws many samples. */
export function summarise(ranks: readonly ExpectedRanks[], ks: readonly number[]): RetrievalMetrics {
  const sorted = Float64Array.from(ranks, ({ rank }) => rank).sort();
  const mean = (value: (rank: ExpectedRanks) => number) =>
    ranks.reduce((sum, rank) => sum + value(rank), 0) / ranks.length;
  const recalls = ks.map((k, at) => [`recall@${k}`, mean(({ recalls }) => recalls[at]!)]);
  return {
    ...Object.fromEntries(recalls),
    medianRank: quantile(sorted, 0.5),
    meanReciprocalRank: mean(({ reciprocalRank }) => reciprocalRank),
    meanAveragePrecision: mean(({ averagePrecision }) => averagePrecision),
  };
}
