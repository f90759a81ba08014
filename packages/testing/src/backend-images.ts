import * as tf from "@tensorflow/tfjs-core";
import type { BackendOperation } from "./backend-operation.js";
import { at, type NdArray, sumOver, tabulate } from "./nd-array.js";

type Shape4 = readonly [number, number, number, number];

/** A convolution of images `[n, h, w, c]` with filters `[a, b, c, m]`; `before` is the padding above and to the left. */
function conv2d(
  ...[name, images, filters, out, stride, pad, before]: [
    name: string,
    images: Shape4,
    filters: Shape4,
    out: Shape4,
    stride: number,
    pad: "same" | "valid",
    before: number,
  ]
): BackendOperation {
  const [a, b, c] = filters;
  return {
    name,
    shapes: [images, filters],
    f: (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad),
    reference: (x, w) =>
      tabulate(out, (n, i, j, m) =>
        sumOver(a, (p) =>
          sumOver(b, (q) =>
            sumOver(c, (k) => at(x, n, i * stride + p - before, j * stride + q - before, k) * at(w, p, q, k, m)),
          ),
        ),
      ),
  };
}

/** Pooling of windows of 2 by 2. */
function pool(name: string, f: (x: tf.Tensor4D) => tf.Tensor, of: (window: number[]) => number): BackendOperation {
  const window = (x: NdArray, n: number, i: number, j: number, c: number) =>
    [0, 1].flatMap((p) => [0, 1].map((q) => at(x, n, 2 * i + p, 2 * j + q, c)));
  return {
    name,
    shapes: [[2, 6, 4, 3]],
    f: (x) => f(x as tf.Tensor4D),
    reference: (x) => tabulate([2, 3, 2, 3], (n, i, j, c) => of(window(x, n, i, j, c))),
  };
}

const maxPool = (x: tf.Tensor4D) => tf.maxPool(x, 2, 2, "valid");

/** What networks on images need of a backend. */
export const imageOperations: readonly BackendOperation[] = [
  conv2d("conv2d, same", [2, 6, 5, 3], [3, 3, 3, 4], [2, 6, 5, 4], 1, "same", 1),
  conv2d("conv2d, valid, stride 2", [2, 7, 6, 2], [3, 2, 2, 3], [2, 3, 3, 3], 2, "valid", 0),
  pool("maxPool", maxPool, (window) => Math.max(...window)),
  pool(
    "maxPool of negative windows",
    (x) => maxPool(tf.sub(x, 10)),
    (window) => Math.max(...window) - 10,
  ),
  pool(
    "avgPool",
    (x) => tf.avgPool(x, 2, 2, "valid"),
    (window) => window.reduce((sum, x) => sum + x, 0) / 4,
  ),
];
