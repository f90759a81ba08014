import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** The margin loss of Hadsell, Chopra and LeCun, on distances of embeddings. */
export const margin = defineLoss({
  name: "margin",
  summary: "Pulls true pairs together and pushes others apart up to a margin.",
  formula: "L = ½ E_μ[d²] + ½ E_{mismatched}[max(0, margin − d)²], d = |u − v|",
  source: "Hadsell, Chopra, LeCun 2006, eq. 4",
  relations: ["Works on distances of the embeddings themselves; the metric does not enter."],
  options: {
    margin: { type: "number", default: 1, above: 0, description: "distance beyond which others are left alone" },
  },
  needs: "embeddings",
  scoreMeaning: "none",
  swapped: (options) => options,
  minimumPairs: 2,
  evaluate: ({ u, v, n }, options) => {
    const attraction = tf.mul<tf.Scalar>(tf.mean(tf.sum(tf.squaredDifference(u, v), 1)), 0.5);
    const costs = tf.square(tf.relu(tf.sub(options.margin, distances(u, v))));
    const mismatched = tf.mul(costs, tf.sub(1, tf.eye(n)));
    const repulsion = tf.div<tf.Scalar>(tf.sum(mismatched), 2 * n * (n - 1));
    return { total: tf.add<tf.Scalar>(attraction, repulsion), attraction, repulsion };
  },
});

/**
 * Euclidean distances of all pairs, `[n, n]`. The common centre is taken off first, since squares far from the origin would
 * cancel; the floor keeps the gradient at coinciding points finite.
 */
function distances(u: tf.Tensor2D, v: tf.Tensor2D): tf.Tensor2D {
  const centre = tf.mean(v, 0);
  const [x, y] = [tf.sub<tf.Tensor2D>(u, centre), tf.sub<tf.Tensor2D>(v, centre)];
  const squares = (rows: tf.Tensor2D) => tf.sum(tf.square(rows), 1, true);
  const products = tf.mul(tf.matMul(x!, y!, false, true), -2);
  return tf.sqrt(tf.maximum(tf.add(tf.add(products, squares(x!)), tf.transpose(squares(y!))), 1e-12)) as tf.Tensor2D;
}
