import type { ScoreStatistics } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Weights of the two directions, as data for every loss that has them. */
export const weightOptions = {
  lambdaU: { type: "number", default: 1, minimum: 0, description: "weight of the term for u given v" },
  lambdaV: { type: "number", default: 1, minimum: 0, description: "weight of the term for v given u" },
} as const;

/** The two one-sided parts of a loss. */
export type DirectionTerms = { readonly uGivenV: tf.Scalar; readonly vGivenU: tf.Scalar };

/** `−E log ρ(u|v)` by column means and `−E log ρ(v|u)` by row means (eqs. 15, 16). */
export function conditionalTerms({ diagonal, rowLogMeanExp, columnLogMeanExp }: ScoreStatistics): DirectionTerms {
  return {
    uGivenV: tf.mean(tf.sub(columnLogMeanExp, diagonal)) as tf.Scalar,
    vGivenU: tf.mean(tf.sub(rowLogMeanExp, diagonal)) as tf.Scalar,
  };
}

/** `λ_u uGivenV + λ_v vGivenU`. */
export function weighted(
  { uGivenV, vGivenU }: DirectionTerms,
  { lambdaU, lambdaV }: { lambdaU: number; lambdaV: number },
): tf.Scalar {
  return tf.add(tf.mul(uGivenV, lambdaU), tf.mul(vGivenU, lambdaV)) as tf.Scalar;
}
