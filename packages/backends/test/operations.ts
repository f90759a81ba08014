import { createGenerator } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** An operation with inputs to try it on; `f` reduces to one tensor whose gradient is taken along fixed weights. */
export interface Operation {
  readonly name: string;
  readonly shapes: readonly number[][];
  f(...inputs: tf.Tensor[]): tf.Tensor;
}

const dense = (name: string, shapes: number[][], f: Operation["f"]): Operation => ({ name, shapes, f });
const matMul = (transposeA: boolean, transposeB: boolean) => (a: tf.Tensor, b: tf.Tensor) =>
  tf.matMul(a, b, transposeA, transposeB);

/** What training needs of a backend. */
export const operations: readonly Operation[] = [
  dense(
    "matMul",
    [
      [5, 7],
      [7, 3],
    ],
    matMul(false, false),
  ),
  dense(
    "matMul, left transposed",
    [
      [7, 5],
      [7, 3],
    ],
    matMul(true, false),
  ),
  dense(
    "matMul, right transposed",
    [
      [5, 7],
      [3, 7],
    ],
    matMul(false, true),
  ),
  dense(
    "matMul, both transposed",
    [
      [7, 5],
      [3, 7],
    ],
    matMul(true, true),
  ),
  dense(
    "matMul, batched",
    [
      [2, 3, 5, 4],
      [2, 3, 4, 6],
    ],
    matMul(false, false),
  ),
  dense("add, broadcast", [[4, 3], [3]], (a, b) => tf.add(a, b)),
  dense("sum, all", [[6, 5]], (x) => tf.sum(x)),
  dense("sum, last axis", [[3, 4, 5]], (x) => tf.sum(x, -1)),
  dense("sum, first axes", [[3, 4, 5]], (x) => tf.sum(x, [0, 1])),
  dense("sum, axes apart", [[3, 4, 5]], (x) => tf.sum(x, [0, 2])),
  dense("sum, three axes apart", [[2, 3, 2, 3, 2]], (x) => tf.sum(x, [0, 2, 4], true)),
  dense("mean, axes apart", [[3, 4, 5]], (x) => tf.mean(x, [0, 2])),
  dense("mean, middle axis", [[3, 4, 5]], (x) => tf.mean(x, 1)),
  dense("max", [[4, 5]], (x) => tf.max(x, 1)),
  dense("logSumExp", [[4, 5]], (x) => tf.logSumExp(x, 1)),
  dense("softmax", [[4, 5]], (x) => tf.softmax(x)),
  dense("logSoftmax", [[4, 5]], (x) => tf.logSoftmax(x)),
  dense("exp", [[4, 5]], (x) => tf.exp(x)),
  dense("relu", [[4, 5]], (x) => tf.relu(x)),
  dense("erf", [[4, 5]], (x) => tf.erf(x)),
  dense("tanh", [[4, 5]], (x) => tf.tanh(x)),
  dense("sigmoid", [[4, 5]], (x) => tf.sigmoid(x)),
  dense("softplus", [[4, 5]], (x) => tf.softplus(x)),
  dense("transpose, rank 5", [[2, 3, 2, 3, 4]], (x) => tf.transpose(x, [2, 0, 3, 1, 4])),
  dense("transpose, rank 4", [[2, 3, 4, 5]], (x) => tf.transpose(x, [0, 2, 1, 3])),
  dense(
    "concat and slice",
    [
      [3, 4],
      [2, 4],
    ],
    (a, b) => tf.slice(tf.concat([a, b]), [1, 1], [3, 2]),
  ),
  dense("gather", [[5, 3]], (x) => tf.gather(x, tf.tensor1d([4, 0, 4], "int32"))),
  dense(
    "conv2d, same",
    [
      [2, 6, 5, 3],
      [3, 3, 3, 4],
    ],
    (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same"),
  ),
  dense(
    "conv2d, valid, stride 2",
    [
      [2, 7, 6, 2],
      [3, 2, 2, 3],
    ],
    (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "valid"),
  ),
  dense("maxPool", [[2, 6, 4, 3]], (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid")),
  dense("maxPool of negative windows", [[2, 6, 4, 3]], (x) => tf.maxPool(tf.sub(x, 10) as tf.Tensor4D, 2, 2, "valid")),
  dense("avgPool", [[2, 6, 4, 3]], (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, "valid")),
  dense("oneHot, float32", [[3, 4]], (x) => tf.mul(tf.oneHot(tf.tensor1d([3, 0, 1], "int32"), 4, 2, -1, "float32"), x)),
];

/** Value and gradients of an operation on the current backend, one after another. */
export function evaluateOperation({ name, shapes, f }: Operation): number[] {
  return tf.tidy(() => {
    const generator = createGenerator(name.length);
    const normal = (shape: number[]) => {
      const size = tf.util.sizeFromShape(shape);
      return tf.tensor(Float32Array.from({ length: size }, generator.normal), shape);
    };
    const inputs = shapes.map(normal);
    const value = f(...inputs);
    const weights = normal(value.shape);
    const gradients = tf.grads((...xs: tf.Tensor[]) => f(...xs))(inputs, weights);
    return [value, ...gradients].flatMap((tensor) => Array.from(tensor.dataSync()));
  });
}
