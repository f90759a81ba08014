import { createGenerator, type Pairs } from "@crosstilt/core";
import { type GaussianProcess, samplePairs } from "@crosstilt/dataset-gaussian-process";
import {
  type JointGaussian,
  type Matrix,
  type Moments,
  momentsOf,
  plugInLaw,
  solveCholesky,
} from "@crosstilt/gaussian";
import * as tf from "@tensorflow/tfjs-core";

type Flat = ReturnType<typeof samplePairs>;

/** Training pairs with what is estimated from them. */
export interface TrainingData extends Flat {
  readonly count: number;
  readonly moments: Moments;
  readonly law: JointGaussian;
}

/** The first `count` pairs of the seed: smaller sets are parts of larger ones. */
export function trainingData(process: GaussianProcess, count: number, seed: number): TrainingData {
  const flat = samplePairs(process, { count, rng: createGenerator(seed).fork("training pairs") });
  const moments = momentsOf(flat);
  return { ...flat, count, moments, law: plugInLaw(moments) };
}

/** Linear coordinates `map·(x − mean)` of one side. */
export interface Coordinates {
  readonly map: Matrix;
  readonly mean: readonly number[];
}

/** Samples as they are, or in coordinates in which they have mean zero and unit covariance, `L⁻¹(x − mean)`. */
export function coordinatesOf({ law }: TrainingData, whiten: boolean): Record<"u" | "v", Coordinates> {
  const side = (factor: Matrix, mean: readonly number[]): Coordinates =>
    whiten
      ? { map: transposed(solveCholesky(factor, factor)), mean }
      : { map: factor.map((row, i) => row.map((_, j) => Number(i === j))), mean: mean.map(() => 0) };
  return { u: side(law.choleskyU, law.mean.u), v: side(law.choleskyV, law.mean.v) };
}

/** The pairs to train on, in given coordinates. */
export function pairsIn(coordinates: Record<"u" | "v", Coordinates>, data: TrainingData): Pairs {
  const [u, v] = [mapped(data.u, coordinates.u), mapped(data.v, coordinates.v)];
  const [widthU, widthV] = [data.u.shape[1], data.v.shape[1]];
  return {
    length: data.count,
    shape: { u: [widthU], v: [widthV] },
    batch: (indices) => ({ u: rowsOf(u, widthU, indices), v: rowsOf(v, widthV, indices) }),
  };
}

/** Encoders `[r, d]` on mapped samples as encoders on the samples themselves. */
export const composed = (encoder: Matrix, { map }: Coordinates): Matrix =>
  encoder.map((row) => map[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * map[k]![j]!, 0)));

function mapped({ data, shape: [count, width] }: Flat["u"], { map, mean }: Coordinates): Float32Array {
  const out = new Float32Array(data.length);
  for (let start = 0; start < count * width; start += width) {
    const centred = mean.map((value, i) => data[start + i]! - value);
    map.forEach((row, i) => {
      out[start + i] = row.reduce((sum, value, k) => sum + value * centred[k]!, 0);
    });
  }
  return out;
}

function rowsOf(data: Float32Array, width: number, indices: ArrayLike<number>): tf.Tensor2D {
  const out = new Float32Array(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]! * width;
    out.set(data.subarray(start, start + width), i * width);
  }
  return tf.tensor2d(out, [indices.length, width]);
}

const transposed = (rows: Matrix): Matrix => rows[0]!.map((_, j) => rows.map((row) => row[j]!));
