import { blocks, type Pairs, type SampleArray } from "@crosstilt/core";
import { sizeOf } from "@crosstilt/formats";
import * as tf from "@tensorflow/tfjs-core";

/** Pairs that are read at a time. */
const BLOCK = 1024;

/** Both sides of the first `count` pairs as numbers. */
export async function samplesOfPairs(pairs: Pairs, count: number): Promise<Readonly<Record<"u" | "v", SampleArray>>> {
  const arrays = { u: emptyArray(count, pairs.shape.u), v: emptyArray(count, pairs.shape.v) };
  for (const rows of blocks(count, BLOCK)) {
    const batch = await pairs.batch(rows);
    for (const side of ["u", "v"] as const) {
      const values = (await batch[side].data()) as Float32Array;
      arrays[side].data.set(values, rows[0]! * (values.length / rows.length));
    }
    tf.dispose(batch);
  }
  return arrays;
}

const emptyArray = (count: number, shape: readonly number[]): SampleArray => ({
  data: new Float32Array(count * sizeOf(shape)),
  shape: [count, ...shape],
});
