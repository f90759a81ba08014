import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** How far each true pair falls short of its row, softly. */
export const myLoss = defineLoss({
  name: "my-loss",
  summary: "Softplus of the gap between a true pair and its row, plus a margin.",
  formula: "L = (1/N) Σ_i softplus(r_i − S_ii + margin), r_i the log-mean-exp of row i",
  source: "docs/my-loss.md",
  relations: ["As the margin grows, it tends to margin + conditional(0, 2)."],
  options: {
    margin: { type: "number", default: 0.2, minimum: 0, description: "score gap asked of a true pair" },
  },
  needs: "statistics",
  // What the scores of a trained model mean: they rank, and give no probabilities.
  scoreMeaning: "none",
  shiftInvariant: true,
  evaluate: ({ diagonal, rowLogMeanExp }, { margin }) =>
    tf.mean(tf.softplus(tf.add(tf.sub(rowLogMeanExp, diagonal), margin))),
});
