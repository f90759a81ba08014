import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { conditionalTerms } from "./conditional-terms.js";

/** N-pair loss (Sohn 2016): each u against all v of the batch, with a penalty on the length of the embeddings. */
export const nPair = defineLoss({
  name: "n-pair",
  summary: "Each u against all v of the batch, with a penalty on the embeddings' length.",
  formula: "L = (1/N) Σ_i log(1 + Σ_{j≠i} exp(S_ij − S_ii)) + λ (1/N) Σ_i (|u_i|² + |v_i|²)",
  source: "Sohn 2016, eqs. 6, 7",
  relations: ["Without the penalty it is info-nce of v given u."],
  options: {
    penalty: { type: "number", default: 0, minimum: 0, description: "weight λ of the squared lengths" },
  },
  needs: "statistics",
  scoreMeaning: "log density ratio",
  shiftInvariant: true,
  evaluate: (input, { penalty }) => {
    const vGivenU = tf.add<tf.Scalar>(conditionalTerms(input).vGivenU, Math.log(input.n));
    const squares = tf.add(tf.sum(tf.square(input.u), 1), tf.sum(tf.square(input.v), 1));
    const length = tf.mul<tf.Scalar>(tf.mean(squares), penalty);
    return { total: tf.add<tf.Scalar>(vGivenU, length), vGivenU, length };
  },
});
