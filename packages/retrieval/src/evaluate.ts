import { demand } from "@crosstilt/core";
import { type BootstrapOptions, bootstrap, type Interval, quantile } from "./bootstrap.js";
import { countOf, demandScores, type FactoredScores, transposed } from "./factored-scores.js";
import { type QueryRank, queryRanks } from "./ranks.js";
import { demandRelevance, pairedRelevance, type Relevance, transposedRelevance } from "./relevance.js";

export interface EvaluateOptions {
  /** For every u the indices of its v (default: row i belongs to row i). */
  readonly relevant?: Relevance;
  /** The K of recall@K (default 1, 5, 10). */
  readonly ks?: readonly number[];
  /** Intervals of confidence; none when absent. */
  readonly bootstrap?: BootstrapOptions;
}

/** Numbers by name: `recall@K` for each K, medianRank, meanReciprocalRank, meanAveragePrecision. */
export type RetrievalMetrics = Readonly<Record<string, number>>;

export interface DirectionReport {
  /** Queries with at least one relevant entry; the others are left out. */
  readonly queries: number;
  readonly gallery: number;
  readonly metrics: RetrievalMetrics;
  readonly intervals?: Readonly<Record<string, Interval>>;
}

export interface RetrievalReport {
  /** v retrieved given u. */
  readonly uToV: DirectionReport;
  /** u retrieved given v. */
  readonly vToU: DirectionReport;
}

/**
 * How well each side retrieves the other, exactly. The rank of a query is that of its best relevant entry, ties counted
 * half: 1 + strictly better + equal / 2, so that a model that scores everything alike gets the recall of chance.
 * recall@K is the share of queries of rank at most K; several relevant entries are judged by the mean average precision.
 *
 * @example
 * const { uToV } = evaluateRetrieval(scores, { bootstrap: { generator: createGenerator(1) } });
 * console.log(uToV.metrics["recall@1"], uToV.intervals?.["recall@1"]);
 */
export function evaluateRetrieval(scores: FactoredScores, options: EvaluateOptions = {}): RetrievalReport {
  demandScores(scores);
  const relevant = options.relevant ?? pairedRelevance(scores);
  demandRelevance(relevant, scores);
  const reverse = transposedRelevance(relevant, countOf(scores.v));
  return {
    uToV: evaluateDirection(scores, relevant, options),
    vToU: evaluateDirection(transposed(scores), reverse, options),
  };
}

function evaluateDirection(scores: FactoredScores, relevant: Relevance, options: EvaluateOptions): DirectionReport {
  const { ks = [1, 5, 10] } = options;
  demand(ks.length > 0 && ks.every((k) => Number.isInteger(k) && k >= 1), () => ({
    argument: "ks",
    expected: "integers >= 1",
    received: `[${ks.join(", ")}]`,
  }));
  const ranks = queryRanks(scores, relevant);
  const metrics = (draw: readonly QueryRank[]) => summarise(draw, ks);
  const intervals = options.bootstrap && bootstrap(ranks, metrics, options.bootstrap);
  return {
    queries: ranks.length,
    gallery: countOf(scores.v),
    metrics: metrics(ranks),
    ...(intervals ? { intervals } : {}),
  };
}

function summarise(ranks: readonly QueryRank[], ks: readonly number[]): Record<string, number> {
  const sorted = Float64Array.from(ranks, ({ rank }) => rank).sort();
  const mean = (value: (rank: QueryRank) => number) => ranks.reduce((sum, rank) => sum + value(rank), 0) / ranks.length;
  const recalls = ks.map((k) => [`recall@${k}`, mean(({ rank }) => (rank <= k ? 1 : 0))]);
  return {
    ...Object.fromEntries(recalls),
    medianRank: quantile(sorted, 0.5),
    meanReciprocalRank: mean(({ rank }) => 1 / rank),
    meanAveragePrecision: mean(({ averagePrecision }) => averagePrecision),
  };
}
