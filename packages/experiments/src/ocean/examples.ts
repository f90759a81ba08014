import type { OceanSplits } from "@crosstilt/dataset-ocean";
import * as tf from "@tensorflow/tfjs-core";
import { type FieldExample, fieldExample } from "./field-example.js";
import type { Gallery } from "./galleries.js";

/** A path, its potential, and the one that the transformer retrieves for it. */
export interface RetrievedExample {
  readonly index: number;
  readonly retrieved: number;
  readonly truth: FieldExample;
  readonly found: FieldExample;
}

/** Paths looked through for one whose potential is missed. */
const LOOKED_THROUGH = 512;

/** The potentials retrieved for the first test path, and for the first that is given a wrong one. */
export async function retrievedExamples({ test }: OceanSplits, { u, v }: Gallery): Promise<RetrievedExample[]> {
  const best = tf.tidy(() => {
    const queries = tf.slice(v, 0, Math.min(LOOKED_THROUGH, v.shape[0]));
    return tf.argMax(tf.matMul(queries, u, false, true), 1);
  });
  const found = (await best.data()) as Int32Array;
  best.dispose();
  const missed = found.findIndex((retrieved, index) => index > 0 && retrieved !== index);
  return [0, missed]
    .filter((index) => index >= 0)
    .map((index) => ({
      index,
      retrieved: found[index],
      truth: fieldExample(test.raw, test.shape.v, index),
      found: fieldExample(test.raw, test.shape.v, found[index]),
    }));
}
