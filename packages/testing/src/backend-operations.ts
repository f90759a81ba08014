import * as tf from "@tensorflow/tfjs-core";
import { imageOperations } from "./backend-images.js";
import type { BackendOperation } from "./backend-operation.js";
import { at, map, mapRows, reduce, sumOver, tabulate } from "./nd-array.js";

const total = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0);
const mean = (values: readonly number[]) => total(values) / values.length;
const largest = (values: readonly number[]) => Math.max(...values);
const logSumExp = (values: readonly number[]) => Math.log(total(values.map(Math.exp)));

function matMul(name: string, transposeA: boolean, transposeB: boolean): BackendOperation {
  return {
    name,
    shapes: [transposeA ? [7, 5] : [5, 7], transposeB ? [3, 7] : [7, 3]],
    f: (a, b) => tf.matMul(a, b, transposeA, transposeB),
    reference: (a, b) =>
      tabulate([5, 3], (i, j) =>
        sumOver(7, (k) => (transposeA ? at(a, k, i) : at(a, i, k)) * (transposeB ? at(b, j, k) : at(b, k, j))),
      ),
  };
}

function elementwise(name: string, f: (x: tf.Tensor) => tf.Tensor, reference: (x: number) => number): BackendOperation {
  return { name, shapes: [[4, 5]], f, reference: (x) => map(x, reference) };
}

function reduction(
  ...[name, shape, axes, f, reference]: [
    name: string,
    shape: number[],
    axes: number[],
    f: (x: tf.Tensor, axes: number[]) => tf.Tensor,
    reference: (values: number[]) => number,
  ]
): BackendOperation {
  return { name, shapes: [shape], f: (x) => f(x, axes), reference: (x) => reduce(x, axes, reference) };
}

function rowwise(
  name: string,
  f: (x: tf.Tensor) => tf.Tensor,
  reference: (row: number[]) => number[],
): BackendOperation {
  return { name, shapes: [[4, 5]], f, reference: (x) => mapRows(x, reference) };
}

function transpose(name: string, shape: number[], order: number[]): BackendOperation {
  const turned = order.map((axis) => shape[axis]!);
  return {
    name,
    shapes: [shape],
    f: (x) => tf.transpose(x, order),
    reference: (x) => tabulate(turned, (...index) => at(x, ...shape.map((_, axis) => index[order.indexOf(axis)]!))),
  };
}

/** The error function by its series. */
function erf(x: number): number {
  let [sum, term] = [0, x];
  for (let n = 0; Math.abs(term) > 1e-17 && n < 200; n++, term *= (-x * x) / n) sum += term / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const chosenRows = [4, 0, 4];
const chosenColumns = [3, 0, 1];

/** What training needs of a backend. */
export const backendOperations: readonly BackendOperation[] = [
  matMul("matMul", false, false),
  matMul("matMul, left transposed", true, false),
  matMul("matMul, right transposed", false, true),
  matMul("matMul, both transposed", true, true),
  {
    name: "matMul, batched",
    shapes: [
      [2, 3, 5, 4],
      [2, 3, 4, 6],
    ],
    f: (a, b) => tf.matMul(a, b),
    reference: (a, b) =>
      tabulate([2, 3, 5, 6], (p, q, i, j) => sumOver(4, (k) => at(a, p, q, i, k) * at(b, p, q, k, j))),
  },
  {
    name: "add, broadcast",
    shapes: [[4, 3], [3]],
    f: (a, b) => tf.add(a, b),
    reference: (a, b) => tabulate([4, 3], (i, j) => at(a, i, j) + at(b, j)),
  },
  reduction("sum, all", [6, 5], [0, 1], (x) => tf.sum(x), total),
  reduction("sum, last axis", [3, 4, 5], [2], tf.sum, total),
  reduction("sum, first axes", [3, 4, 5], [0, 1], tf.sum, total),
  reduction("sum, axes apart", [3, 4, 5], [0, 2], tf.sum, total),
  reduction("sum, three axes apart", [2, 3, 2, 3, 2], [0, 2, 4], tf.sum, total),
  reduction("mean, axes apart", [3, 4, 5], [0, 2], tf.mean, mean),
  reduction("mean, middle axis", [3, 4, 5], [1], tf.mean, mean),
  reduction("max", [4, 5], [1], tf.max, largest),
  reduction("logSumExp", [4, 5], [1], tf.logSumExp, logSumExp),
  rowwise("softmax", tf.softmax, (row) => row.map((x) => Math.exp(x - logSumExp(row)))),
  rowwise("logSoftmax", tf.logSoftmax, (row) => row.map((x) => x - logSumExp(row))),
  elementwise("exp", tf.exp, Math.exp),
  elementwise("relu", tf.relu, (x) => Math.max(0, x)),
  elementwise("erf", tf.erf, erf),
  elementwise("tanh", tf.tanh, Math.tanh),
  elementwise("sigmoid", tf.sigmoid, (x) => 1 / (1 + Math.exp(-x))),
  elementwise("softplus", tf.softplus, (x) => Math.log1p(Math.exp(x))),
  {
    name: "greater and where",
    shapes: [[4, 5]],
    f: (x) => tf.where(tf.greater(tf.reshape(tf.range(0, 20), [4, 5]), 7), tf.mul(x, 2), x),
    reference: (x) => tabulate([4, 5], (i, j) => (5 * i + j > 7 ? 2 : 1) * at(x, i, j)),
  },
  transpose("transpose, rank 5", [2, 3, 2, 3, 4], [2, 0, 3, 1, 4]),
  transpose("transpose, rank 4", [2, 3, 4, 5], [0, 2, 1, 3]),
  {
    name: "concat and slice",
    shapes: [
      [3, 4],
      [2, 4],
    ],
    f: (a, b) => tf.slice(tf.concat([a, b]), [1, 1], [3, 2]),
    reference: (a, b) => tabulate([3, 2], (i, j) => (i < 2 ? at(a, i + 1, j + 1) : at(b, i - 2, j + 1))),
  },
  {
    name: "gather",
    shapes: [[5, 3]],
    f: (x) => tf.gather(x, tf.tensor1d(chosenRows, "int32")),
    reference: (x) => tabulate([3, 3], (i, j) => at(x, chosenRows[i]!, j)),
  },
  {
    name: "oneHot, float32",
    shapes: [[3, 4]],
    f: (x) => tf.mul(tf.oneHot(tf.tensor1d(chosenColumns, "int32"), 4, 2, -1, "float32"), x),
    reference: (x) => tabulate([3, 4], (i, j) => (chosenColumns[i] === j ? 2 : -1) * at(x, i, j)),
  },
  ...imageOperations,
];
