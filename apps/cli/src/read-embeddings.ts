import { refusal } from "@crosstilt/core";
import { toFloat32 } from "@crosstilt/formats";
import { readNpy } from "@crosstilt/formats/node";
import * as tf from "@tensorflow/tfjs-core";

/** An NPY file as a float32 matrix `[n, d]`; refuses other shapes, no rows, and entries that are not finite. */
export async function readMatrix(flag: string, path: string): Promise<tf.Tensor2D> {
  const { shape, data } = await readNpy(path);
  const argument = `${flag} ${path}`;
  if (shape.length !== 2 || shape[0] === 0 || shape[1] === 0)
    throw refusal({
      argument,
      expected: "a matrix [n, d] with at least one row and column",
      received: `shape [${shape}]`,
    });
  return finite(argument, toFloat32(data), [...shape]) as tf.Tensor2D;
}

/** An NPY file of raw samples `[n, …]` as float32. */
export async function readSamples(flag: string, path: string): Promise<tf.Tensor> {
  const { shape, data } = await readNpy(path);
  const argument = `${flag} ${path}`;
  if (shape.length === 0) throw refusal({ argument, expected: "samples [n, …]", received: "a single number" });
  return finite(argument, toFloat32(data), [...shape]);
}

function finite(argument: string, values: Float32Array, shape: number[]): tf.Tensor {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw refusal({
      argument,
      expected: "finite numbers that float32 can hold",
      received: `${values[bad]} in row ${Math.floor(bad / (values.length / shape[0]!))}`,
      remedy: "Remove or repair that row",
    });
  return tf.tensor(values, shape);
}
