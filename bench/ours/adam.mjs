import { useBackend } from "@crosstilt/backends";
import { adam } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { normals } from "./data.mjs";

/** One update of the flat parameter vector, as training makes it. */
export async function prepare({ parameters: size }, threads) {
  const report = await useBackend("wasm", { threads });
  const optimizer = adam();
  const gradient = tf.tensor1d(normals(size, 1));
  let parameters = tf.tensor1d(normals(size, 2));
  let state = optimizer.init(size);
  let step = 0;
  const run = () => {
    step += 1;
    const next = optimizer.update(parameters, gradient, state, { step, learningRate: 1e-3, overwrite: true });
    tf.dispose([parameters, { ...state }]);
    ({ parameters, state } = next);
  };
  return { threads: report.threads, run };
}
