import type { Pairs } from "@crosstilt/core";
import type { SideMetadata, Transform } from "@crosstilt/dataset-files";
import * as tf from "@tensorflow/tfjs-core";
import type { Word } from "./row-words.js";

/** Pairs of two files that can be looked at and asked. */
export interface FilePairs {
  readonly pairs: Pairs;
  readonly metadata: Readonly<Record<"u" | "v", SideMetadata>>;
  /** Of each pair, the row in the file of each side, from 0. */
  readonly rows: Readonly<Record<"u" | "v", ArrayLike<number>>>;
}

/** A sample of one side as pages show it. */
export interface Sample {
  /** Its row in the file, from 1. */
  readonly row: number;
  /** What its row says in words. */
  readonly words: readonly Word[];
  /** Its numbers as in the file, and in standard deviations from their means; the first of them when there are many. */
  readonly numbers: readonly number[];
  readonly values: readonly number[];
  /** The sample as a picture, when its shape is that of one. */
  readonly picture?: Picture;
}

/** Levels 0 (lowest) to 255, `[height, width, channels]`. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly levels: Uint8ClampedArray;
}

/** Numbers of a sample that are shown as bars. */
const SHOWN = 48;
/** Rows and columns from which a matrix counts as a picture. */
const LEAST = 5;

/** The numbers, and the picture if it is one, of some samples of a side. */
export async function samplesOf(
  { pairs, metadata }: FilePairs,
  side: "u" | "v",
  indices: readonly number[],
): Promise<Pick<Sample, "numbers" | "values" | "picture">[]> {
  const batch = await pairs.batch(indices);
  const values = (await batch[side].data()) as Float32Array;
  tf.dispose([batch.u, batch.v]);
  const width = values.length / indices.length;
  return indices.map((_, i) => {
    const own = values.subarray(i * width, (i + 1) * width);
    const numbers = untransformed(metadata[side].transform, own);
    const [first, original] = [own, numbers].map((all) => Array.from(all.subarray(0, SHOWN)));
    return { values: first!, numbers: original!, picture: pictureOf(numbers, pairs.shape[side]) };
  });
}

/** Numbers as they were before they were standardised. */
const untransformed = ({ mean, scale }: Transform, values: Float32Array): Float32Array =>
  values.map((value, i) => value / (scale?.[i] ?? 1) + mean[i]!);

/** `[h, w]`, or `[h, w, c]` of one or three channels. */
function pictureOf(values: Float32Array, shape: readonly number[]): Picture | undefined {
  const [height = 0, width = 0, channels = 1, ...more] = shape;
  if (height < LEAST || width < LEAST || ![1, 3].includes(channels) || more.length > 0) return undefined;
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const range = high - low || 1;
  return { height, width, channels, levels: Uint8ClampedArray.from(values, (value) => (255 * (value - low)) / range) };
}
