import { denseScores, diagonal, distribution, logSumExp, queryRanks, type Scores } from "@crosstilt/core";
import { type ScalarTilt, scoreAt } from "../tilt/scalar-tilt.js";
import type { NumberPairs } from "./pairs.js";

/** The scores of every u of a batch with every v, `[n, n]`; row i is u_i, and its partner is on the diagonal. */
export function batchScores({ u, v }: NumberPairs, tilt: ScalarTilt): Scores {
  const values = Float64Array.from(u.flatMap((x) => v.map((y) => scoreAt(tilt, x, y))));
  return denseScores(values, [u.length, v.length]);
}

/** The scores as log ratios of the batch: minus the logarithm of the mean of `e^s` over all of it, its Z. */
export function logRatiosOf(scores: Scores): Scores {
  const [n, m] = scores.shape;
  const rows = logSumExp(scores, { tolerance: 0 });
  const logZ = logSumExp(denseScores(rows, [1, n]), { tolerance: 0 })[0]! - Math.log(n * m);
  return denseScores(
    Float64Array.from({ length: n * m }, (_, k) => scores.at(Math.floor(k / m), k % m) - logZ),
    [n, m],
  );
}

/** The scores with a constant added to one row: to everything that one u is compared with. */
export function withRowConstant(scores: Scores, row: number, constant: number): Scores {
  const [n, m] = scores.shape;
  const values = Float64Array.from({ length: n * m }, (_, k) => {
    const i = Math.floor(k / m);
    return scores.at(i, k % m) + (i === row ? constant : 0);
  });
  return denseScores(values, [n, m]);
}

/** The two halves of the conditional loss of a batch, in nats: how badly each side names its partner, `E[log mean exp s − s_ii]`. */
export interface BatchLosses {
  readonly uGivenV: number;
  readonly vGivenU: number;
}

export function batchLosses(scores: Scores): BatchLosses {
  return { vGivenU: rowLoss(scores), uGivenV: rowLoss(scores.transposed()) };
}

function rowLoss(scores: Scores): number {
  const partners = diagonal(scores);
  const rows = logSumExp(scores, { tolerance: 0 });
  const count = scores.shape[1];
  return rows.reduce((sum, log, i) => sum + log - Math.log(count) - partners[i]!, 0) / rows.length;
}

/** How many rows score their own partner highest, in expectation over orders of ties. */
export function partnersFirst(scores: Scores): number {
  const partners = Array.from({ length: scores.shape[0] }, (_, i) => [i]);
  return queryRanks(scores, partners).reduce(
    (sum, { groups: [own] }) => sum + (own!.better > 0 ? 0 : 1 / own!.tied),
    0,
  );
}

/** `ν(u | v_j)` of a batch: what share of the weight each u has for one v. */
export const weightsGivenV = (scores: Scores, column: number): number[] =>
  Array.from(distribution(scores.transposed(), column));
