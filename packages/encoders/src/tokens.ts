import { demand } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** How a sequence `[points, columns]` becomes tokens. */
export interface TokenLayout {
  readonly points: number;
  readonly columns: number;
  /** Points of a token. */
  readonly patch: number;
  /** Whether tokens also hold the steps from point to point. */
  readonly increments: boolean;
  /** Period of the values, which then enter as sine and cosine; 0 for none. */
  readonly period: number;
}

/** Tokens of a sequence. */
export function tokenCount({ points, patch }: TokenLayout): number {
  demand(points % patch === 0, () => ({
    argument: 'transformer option "patch"',
    expected: `a divisor of the ${points} points`,
    received: String(patch),
  }));
  return points / patch;
}

/** Numbers in a token. */
export const tokenFeatures = ({ columns, patch, increments, period }: TokenLayout): number =>
  patch * columns * ((period > 0 ? 2 : 1) + (increments ? 1 : 0));

/** All tokens of inputs `[n, points, columns]`, one below the other, `[n · tokens, features]`. */
export function tokens(inputs: tf.Tensor, layout: TokenLayout): tf.Tensor2D {
  const { points, columns, patch, increments, period } = layout;
  const values = tf.reshape(inputs, [-1, points, columns]) as tf.Tensor3D;
  const parts = [...(period > 0 ? onCircle(values, period) : [values]), ...(increments ? [steps(values)] : [])];
  const rows = parts.map((part) => tf.reshape(part, [-1, patch * columns]) as tf.Tensor2D);
  return rows.length === 1 ? rows[0]! : tf.concat(rows, 1);
}

/** Cosine and sine of values of a period. */
function onCircle(values: tf.Tensor3D, period: number): tf.Tensor3D[] {
  const angle = tf.mul(values, (2 * Math.PI) / period) as tf.Tensor3D;
  return [tf.cos(angle), tf.sin(angle)];
}

/** `points · (x_{i+1} − x_i)`, the last step twice: velocities in units of the sequence's length. */
function steps(values: tf.Tensor3D): tf.Tensor3D {
  const points = values.shape[1];
  if (points === 1) return tf.zerosLike(values);
  const differences = tf.sub(
    tf.slice(values, [0, 1, 0], [-1, points - 1, -1]),
    tf.slice(values, [0, 0, 0], [-1, points - 1, -1]),
  );
  const last = tf.slice(differences, [0, points - 2, 0], [-1, 1, -1]);
  return tf.mul(tf.concat([differences, last], 1), points) as tf.Tensor3D;
}
