import {
  demandNeeds,
  type Loss,
  type LossBatch,
  type PairBatch,
  type Parameters,
  type ScoredBatch,
} from "@crosstilt/core";

/** A batch of pairs that a model has scored, as losses take it. */
export const lossBatch = (
  { u: samplesU, v: samplesV, targets }: PairBatch,
  { form, u, v }: ScoredBatch,
  parameters: Parameters,
): LossBatch => ({ form, u, v, samplesU, samplesV, targets, parameters });

/** Refuses, before anything is computed, batches without what a loss needs. */
export function demandBatch(loss: Loss, { u, v, targets, negativesU, negativesV }: PairBatch): void {
  const negatives = negativesU !== undefined || negativesV !== undefined;
  demandNeeds(loss, { n: u.shape[0], samplesU: u, samplesV: v, targets, negatives });
}
