import { blocks, createGenerator, type Pairs } from "@crosstilt/core";
import { symmetricEigen } from "@crosstilt/gaussian";
import * as tf from "@tensorflow/tfjs-core";

type Sides<T> = Readonly<Record<"u" | "v", T>>;

/** What is computed of a sample of one side before anything linear. */
export interface Features {
  readonly count: number;
  /** Of samples `[n, …]`, `[n, count]`; the caller disposes of them. */
  of(samples: tf.Tensor): tf.Tensor2D;
}

/** The principal axes of one side's features, and how much they vary along them. */
export interface Axes {
  /** `[count]` */
  readonly mean: tf.Tensor1D;
  /** Columns of length one, `[count, k]`. */
  readonly axes: tf.Tensor2D;
  /** Descending, `[k]`. */
  readonly variances: readonly number[];
}

/** Second moments of the features of pairs, along principal axes. */
export interface Moments extends Sides<Axes> {
  /** Covariance between the axes of u and of v, `[k, l]`. */
  readonly between: number[][];
}

/** Pairs that axes are found in, and that moments are taken of, at most: more would change nothing that a validation part can see. */
const [AXES_PAIRS, MOMENT_PAIRS] = [8192, 32768];

const BLOCK = 1024;

/** Directions beyond those asked for, and rounds, of subspace iteration (Halko, Martinsson and Tropp 2011). */
const [MORE, ROUNDS] = [16, 3];

/** The same seeded draw of pairs every time. */
const drawn = ({ length }: Pairs): Int32Array =>
  createGenerator(1).fork("moments").permutation(length).subarray(0, MOMENT_PAIRS);

/**
 * The moments of features of pairs along axes of both sides, of a seeded draw of pairs where there are many.
 *
 * @param features of each side.
 */
export async function momentsOf(pairs: Pairs, features: Sides<Features>, axes: Sides<Axes>): Promise<Moments> {
  const between = await meanOver(pairs, drawn(pairs), (batch) => {
    const [x, y] = [along(axes.u, features.u.of(batch.u)), along(axes.v, features.v.of(batch.v))];
    return tf.matMul(x, y, true, false);
  });
  return { ...axes, between: rowsOf(between, axes.v.variances.length) };
}

/** Features in coordinates along the axes, `[n, k]`. */
export const along = ({ mean, axes }: Axes, rows: tf.Tensor2D): tf.Tensor2D =>
  tf.matMul(tf.sub(rows, mean) as tf.Tensor2D, axes);

/** The principal axes of the features of one side, at most `most` of them. The caller disposes of them. */
export async function axesOf(pairs: Pairs, side: "u" | "v", { count, of }: Features, most: number): Promise<Axes> {
  const order = drawn(pairs);
  const read = (rows: Int32Array, compute: (features: tf.Tensor2D) => tf.Tensor) =>
    meanOver(pairs, rows, (batch) => compute(of(batch[side])));
  const mean = tf.tensor1d(Float32Array.from(await read(order, (x) => tf.sum(x, 0))));
  const centred = (x: tf.Tensor2D) => tf.sub(x, mean) as tf.Tensor2D;
  const rank = Math.max(1, Math.min(count, order.length - 1, most));
  const basis =
    count <= most
      ? (tf.eye(count) as tf.Tensor2D)
      : await subspace(count, rank, (q) =>
          read(order.subarray(0, AXES_PAIRS), (x) => {
            const rows = centred(x);
            return tf.matMul(rows, tf.matMul(rows, q), true, false);
          }),
        );
  const covariance = await read(order, (x) => {
    const rows = tf.matMul(centred(x), basis);
    return tf.matMul(rows, rows, true, false);
  });
  const { values, vectors } = symmetricEigen(rowsOf(covariance, basis.shape[1]));
  const kept = Math.max(1, values.filter((value, j) => j < rank && value > 1e-9 * values[0]!).length);
  const axes = tf.tidy(() => tf.matMul(basis, tf.tensor2d(vectors.map((row) => row.slice(0, kept)))) as tf.Tensor2D);
  basis.dispose();
  return { mean, axes, variances: values.slice(0, kept) };
}

/** Frees axes. */
export const disposeAxes = ({ mean, axes }: Axes): void => tf.dispose([mean, axes]);

/** An orthonormal basis, `[count, k]`, near the k strongest directions of a covariance that is known by its products. */
async function subspace(
  count: number,
  k: number,
  product: (basis: tf.Tensor2D) => Promise<Float64Array>,
): Promise<tf.Tensor2D> {
  const { normal } = createGenerator(2).fork("subspace");
  const width = Math.min(count, k + MORE);
  let basis: tf.Tensor2D = tf.tensor2d(Float32Array.from({ length: count * width }, normal), [count, width]);
  for (let round = 0; round < ROUNDS; round++) {
    const next = await orthonormal(tf.tensor2d(Float32Array.from(await product(basis)), [count, basis.shape[1]]));
    basis.dispose();
    basis = next;
  }
  return basis;
}

/** Columns that span the same space at right angles; disposes of the given ones. */
async function orthonormal(columns: tf.Tensor2D): Promise<tf.Tensor2D> {
  const scaled = tf.tidy(() => tf.div(columns, tf.add(tf.norm(columns, 2, 0, true), 1e-30)) as tf.Tensor2D);
  const gram = tf.tidy(() => tf.matMul(scaled, scaled, true, false));
  const { values, vectors } = symmetricEigen(rowsOf(Float64Array.from(await gram.data()), columns.shape[1]));
  const kept = values.filter((value) => value > 1e-6 * values[0]!).length;
  const turn = vectors.map((row) => row.slice(0, kept).map((entry, j) => entry / Math.sqrt(values[j]!)));
  const result = tf.tidy(() => tf.matMul(scaled, tf.tensor2d(turn)) as tf.Tensor2D);
  tf.dispose([columns, scaled, gram]);
  return result;
}

/** The mean over pairs of sums over batches, in float64. */
async function meanOver(
  pairs: Pairs,
  order: Int32Array,
  sum: (batch: { readonly u: tf.Tensor; readonly v: tf.Tensor }) => tf.Tensor,
): Promise<Float64Array> {
  let total: Float64Array | undefined;
  for (const rows of blocks(order.length, BLOCK)) {
    const batch = await pairs.batch(rows.map((row) => order[row]!));
    const part = tf.tidy(() => sum(batch));
    const values = await part.data();
    tf.dispose([batch, part]);
    total ??= new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) total[i]! += values[i]! / order.length;
  }
  return total!;
}

const rowsOf = (values: Float64Array, columns: number): number[][] =>
  Array.from({ length: values.length / columns }, (_, i) =>
    Array.from(values.subarray(i * columns, (i + 1) * columns)),
  );
