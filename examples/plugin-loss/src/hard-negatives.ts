import { defineLoss, demand } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** A score that stands for "no candidate": its exponential is zero beside any other. */
const NEVER = -1e9;

/** InfoNCE both ways whose negatives are drawn from `q_β ∝ e^{β s}`, by importance weights. */
export const hardNegatives = defineLoss({
  name: "hard-negatives",
  summary: "InfoNCE both ways, its negatives weighted towards the hard ones.",
  formula:
    "L = ½ mean_i log(1 + Σ_{j≠i} w_ij e^{S_ij − S_ii}) + the same for columns, w_ij = e^{β S_ij} / mean_{k≠i} e^{β S_ik}",
  source: "Robinson, Chuang, Sra, Jegelka 2021 (arXiv:2010.04592) §3, with class prior τ⁺ = 0",
  relations: [
    "With β = 0 all negatives weigh alike, and it is CLIP.",
    "As β grows, only the hardest negative of each sample is left, with weight N − 1.",
  ],
  options: {
    beta: { type: "number", default: 1, minimum: 0, description: "concentration β on hard negatives" },
  },
  needs: "scores",
  shiftInvariant: true,
  swapped: (options) => options,
  evaluate: ({ scores, diagonal, n }, { beta }) => {
    demand(n >= 2, () => ({ argument: "batch", expected: "at least 2 pairs, for a negative", received: "1 pair" }));
    const noPartners = tf.mul(tf.eye(n), NEVER);
    /** log Σ_{j≠i} e^{b S_ij} */
    const logSum = (b: number, axis: number) => tf.logSumExp(tf.add(tf.mul(scores, b), noPartners), axis);
    const direction = (axis: number) => {
      const negatives = tf.add(tf.sub(logSum(1 + beta, axis), logSum(beta, axis)), Math.log(n - 1));
      return tf.mean<tf.Scalar>(tf.softplus(tf.sub(negatives, diagonal)));
    };
    const [vGivenU, uGivenV] = [direction(1), direction(0)];
    return { total: tf.mul<tf.Scalar>(tf.add(vGivenU, uGivenV), 0.5), vGivenU, uGivenV };
  },
});
