import { demand, queryRanks, type Relevance, type Scores } from "@crosstilt/core";
import { type BootstrapOptions, bootstrap, type Interval } from "./bootstrap.js";
import { type ExpectedRanks, expectedRanks } from "./expected-ranks.js";
import { demandRelevance, pairedRelevance, transposedRelevance } from "./relevance.js";
import { type RetrievalMetrics, summarise } from "./retrieval-metrics.js";

export interface EvaluateOptions {
  /** For every u the indices of its v (default: row i belongs to row i). */
  readonly relevant?: Relevance;
  /** The K of recall@K (default 1, 5, 10). */
  readonly ks?: readonly number[];
  /** Intervals of confidence; none when absent. */
  readonly bootstrap?: BootstrapOptions;
}

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
 * How well each side retrieves the other, exactly. Entries of equal score stand in random order, and every number is its mean
 * over these orders: recall@K is the share of queries with a relevant entry among the first K, so that a model that scores
 * everything alike gets the recall of chance and a copy of the right answer costs half; the rank of a query is that of its first
 * relevant entry; several relevant entries are judged by the mean average precision (McSherry and Najork 2008).
 *
 * @example
 * const { uToV } = evaluateRetrieval(scores, { bootstrap: { generator: createGenerator(1) } });
 * console.log(uToV.metrics["recall@1"], uToV.intervals?.["recall@1"]);
 */
export function evaluateRetrieval(scores: Scores, options: EvaluateOptions = {}): RetrievalReport {
  const relevant = options.relevant ?? pairedRelevance(scores);
  demandRelevance(relevant, scores);
  const reverse = transposedRelevance(relevant, scores.shape[1]);
  return {
    uToV: evaluateDirection(scores, relevant, options),
    vToU: evaluateDirection(scores.transposed(), reverse, options),
  };
}

function evaluateDirection(scores: Scores, relevant: Relevance, options: EvaluateOptions): DirectionReport {
  const { ks = [1, 5, 10] } = options;
  demand(ks.length > 0 && ks.every((k) => Number.isInteger(k) && k >= 1), () => ({
    argument: "ks",
    expected: "integers >= 1",
    received: `[${ks.join(", ")}]`,
  }));
  const ranks = queryRanks(scores, relevant).map((rank) => expectedRanks(rank, ks));
  const metrics = (draw: readonly ExpectedRanks[]) => summarise(draw, ks);
  const intervals = options.bootstrap && bootstrap(ranks, metrics, options.bootstrap);
  return {
    queries: ranks.length,
    gallery: scores.shape[1],
    metrics: metrics(ranks),
    ...(intervals ? { intervals } : {}),
  };
}
