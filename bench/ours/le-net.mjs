import { leNet, oneHot } from "@crosstilt/encoders";
import * as tf from "@tensorflow/tfjs-core";
import { normals } from "./data.mjs";
import { gatherRows, trainingSteps } from "./training.mjs";

const EXAMPLES = 4096;

/** A training step of LeNet on random images; an epoch is as many of them as it has batches. */
export async function prepare({ batch, steps }, threads, backend) {
  const encoders = { u: leNet({ dimension: 10 }), v: oneHot({ classes: 10 }) };
  return { ...(await trainingSteps({ encoders, pairs: randomImages(), batch, threads, backend })), factor: steps };
}

function randomImages() {
  const images = normals(EXAMPLES * 784, 3);
  return {
    length: EXAMPLES,
    shape: { u: [28, 28, 1], v: [] },
    batch: (indices) => ({
      u: tf.tensor(gatherRows(images, 784, indices), [indices.length, 28, 28, 1]),
      v: tf.tensor(
        Int32Array.from(indices, (at) => at % 10),
        [indices.length],
        "int32",
      ),
    }),
  };
}
