import * as tf from "@tensorflow/tfjs-core";

/** Columns of mean zero over the batch. */
export const centred = (x: tf.Tensor2D): tf.Tensor2D => tf.sub(x, tf.mean(x, 0)) as tf.Tensor2D;
