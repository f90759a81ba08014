import { identity, transformer } from "@crosstilt/encoders";
import * as tf from "@tensorflow/tfjs-core";
import { normals } from "./data.mjs";
import { gatherRows, trainingSteps } from "./training.mjs";

const EXAMPLES = 1024;

/** A training step of a transformer on random paths in the plane, against 98 random numbers each. */
export function prepare({ tokens, width, heads, blocks, hidden, dimension, batch }, threads, backend) {
  const encoders = { u: identity(), v: transformer({ dimension, width, heads, depth: blocks, hidden }) };
  return trainingSteps({ encoders, pairs: randomPaths(tokens, dimension), batch, threads, backend });
}

function randomPaths(tokens, dimension) {
  const [labels, paths] = [normals(EXAMPLES * dimension, 4), normals(EXAMPLES * tokens * 2, 5)];
  return {
    length: EXAMPLES,
    shape: { u: [dimension], v: [tokens, 2] },
    batch: (indices) => ({
      u: tf.tensor(gatherRows(labels, dimension, indices), [indices.length, dimension]),
      v: tf.tensor(gatherRows(paths, tokens * 2, indices), [indices.length, tokens, 2]),
    }),
  };
}
