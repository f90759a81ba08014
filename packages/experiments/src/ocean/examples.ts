import type { OceanArrays, OceanSplits } from "@crosstilt/dataset-ocean";
import * as tf from "@tensorflow/tfjs-core";
import type { Gallery } from "./galleries.js";
import type { FieldExample, RetrievedExample } from "./result.js";

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

/** Pair `index` of arrays with paths of this shape. */
export function fieldExample({ u, v }: OceanArrays, [points, columns]: readonly number[], index: number): FieldExample {
  const size = (u.length * points * columns) / v.length;
  const at = (i: number, axis: number) => v[(index * points + i) * columns + axis];
  const rest = Array.from({ length: points }, (_, i): [number, number] => [at(i, 0), at(i, 1)]);
  return { coefficients: Array.from(u.subarray(index * size, (index + 1) * size)), path: [[0.75, 0.75], ...rest] };
}
