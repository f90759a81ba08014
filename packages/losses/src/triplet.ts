import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { type DirectionTerms, weighted, weightOptions } from "./conditional-terms.js";

/** Scores that mean "not a candidate": far below any real one. */
const NEVER = -1e9;

/** Triplet loss on scores, with the negatives mined from the batch. */
export const triplet = defineLoss({
  name: "triplet",
  summary: "A true pair must beat mined negatives by a margin.",
  formula: "L = E max(0, margin + S_ij − S_ii) over negatives j of each i, both directions",
  source: "Schroff et al. 2015 (semi-hard); Hermans et al. 2017 (hard)",
  relations: ["Hard mining at margin 0 is the positive part of dcl, pair by pair, in the limit of temperature zero."],
  options: {
    margin: { type: "number", default: 0.2, minimum: 0, description: "score gap asked of a true pair" },
    mining: {
      type: "choice",
      choices: ["all", "hard", "semi-hard"],
      default: "all",
      description: "all negatives; the best scored; the best scored among those below the true pair",
    },
    ...weightOptions,
  },
  needs: "scores",
  scoreMeaning: "none",
  shiftInvariant: true,
  swapped: (options) => ({ ...options, lambdaU: options.lambdaV, lambdaV: options.lambdaU }),
  minimumPairs: 2,
  evaluate: ({ scores, n }, options) => {
    const eye = tf.eye(n);
    // From the same entries as the negatives: equal scores are ties, whatever rounds elsewhere.
    const diagonal = tf.sum(tf.mul(scores, eye), 1);
    const gaps = (matrix: tf.Tensor2D) => tf.sub(matrix, tf.reshape(diagonal, [-1, 1])) as tf.Tensor2D;
    const terms: DirectionTerms = {
      vGivenU: hinge(gaps(scores), eye, options),
      uGivenV: hinge(gaps(tf.transpose(scores)), eye, options),
    };
    return { total: tf.mul<tf.Scalar>(weighted(terms, options), 0.5), ...terms };
  },
});

/** Mean hinge of the gaps `S_ij − S_ii` of each row's mined negatives. */
function hinge(
  gaps: tf.Tensor2D,
  eye: tf.Tensor2D,
  { margin, mining }: { margin: number; mining: "all" | "hard" | "semi-hard" },
): tf.Scalar {
  const n = gaps.shape[0];
  if (mining === "all") {
    const costs = tf.mul(tf.relu(tf.add(gaps, margin)), tf.sub(1, eye));
    return tf.div(tf.sum(costs), n * (n - 1));
  }
  const excluded = mining === "hard" ? eye : tf.maximum(eye, tf.cast(tf.greaterEqual(gaps, 0), "float32"));
  const candidates = tf.add(gaps, tf.mul(excluded, NEVER));
  return tf.mean(tf.relu(tf.add(tf.max(candidates, 1), margin)));
}
