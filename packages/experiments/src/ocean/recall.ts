import type { Scores } from "@crosstilt/core";
import { evaluateRetrieval, type RetrievalMetrics } from "@crosstilt/evaluation";

/** Retrieval in one direction: share of queries whose partner ranks first, and among the first five. */
export interface Recall {
  readonly r1: number;
  readonly r5: number;
}

/** Retrieval both ways over one gallery. */
export interface BothWays {
  readonly trajectoryToPotential: Recall;
  readonly potentialToTrajectory: Recall;
}

/** The K of {@link Recall}. */
export const recallKs = [1, 5];

/** Recall both ways of scores `[n, n]` of potentials (rows) and trajectories (columns); equal scores stand in random order. */
export function bothWays(scores: Scores): BothWays {
  const { uToV, vToU } = evaluateRetrieval(scores, { ks: recallKs });
  return { trajectoryToPotential: recallOf(vToU.metrics), potentialToTrajectory: recallOf(uToV.metrics) };
}

/** The recall among the metrics of one direction. */
export const recallOf = (metrics: RetrievalMetrics): Recall => ({ r1: metrics["recall@1"]!, r5: metrics["recall@5"]! });
