import {
  evaluateLoss,
  type Generator,
  type PairBatch,
  type Pairs,
  type Parameters,
  type ScoreForm,
} from "@crosstilt/core";
import { conditional } from "@crosstilt/losses";
import type { Objective } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";

/** The score form of potentials `[n, 2K]` and paths `[m, points, columns]`; differentiable in the parameters. */
export type ScorePairs = (parameters: Parameters, u: tf.Tensor2D, v: tf.Tensor, generator: Generator) => ScoreForm;

export interface Candidates {
  /** All potentials of the training set, `[N, 2K]`. */
  readonly potentials: tf.Tensor2D;
  /** How many of them, drawn anew in every step, join the potentials of the batch. */
  readonly count: number;
}

const loss = conditional({ lambdaU: 1, lambdaV: 1 });

/**
 * The two-sided conditional loss where the normaliser of u|v is a mean over more potentials than the batch has paths: the
 * identity encodes them for nothing, and the more there are, the nearer the mean is to that over μ_u.
 */
export function candidatesObjective(
  score: ScorePairs,
  pairs: Pairs,
  { potentials, count }: Candidates,
): Objective<PairBatch> {
  return {
    examples: pairs.length,
    load: (indices) => pairs.batch(indices),
    evaluate: (parameters, { u, v }, generator) =>
      tf.tidy(() => {
        const drawn = Int32Array.from({ length: count }, () => generator.integer(potentials.shape[0]));
        const all = count > 0 ? tf.concat([u, tf.gather(potentials, tf.tensor1d(drawn, "int32"))]) : u;
        // The potentials that have a path in the batch come first; the others are extra negatives.
        const form = score(parameters, all as tf.Tensor2D, v, generator);
        return evaluateLoss(loss, { form, u: tf.slice(form.u, 0, v.shape[0]), v: form.v });
      }),
  };
}
