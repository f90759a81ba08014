import { useBackend } from "@crosstilt/backends";
import { leNet, oneHot } from "@crosstilt/encoders";
import { conditional } from "@crosstilt/losses";
import { innerProduct } from "@crosstilt/metrics";
import { bimodal, fit, startFit } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { normals } from "./data.mjs";

const EXAMPLES = 4096;

/** One training step as `fit` takes it, gathering of the batch included; an epoch is as many of them as it has batches. */
export async function prepare({ batch, steps }, threads) {
  const report = await useBackend("wasm", { threads });
  const spec = { u: leNet({ dimension: 10 }), v: oneHot({ classes: 10 }), metric: innerProduct() };
  const model = bimodal(spec, { u: [28, 28, 1], v: [] });
  const loss = conditional({ lambdaU: 1, lambdaV: 1 });
  const options = { loss, epochs: 1e6, batchSize: batch, seed: 1 };
  const events = fit(model, randomImages(), startFit(model, options), options);
  const run = async () => {
    while ((await events.next()).value.type !== "step");
  };
  return { threads: report.threads, run, factor: steps };
}

function randomImages() {
  const images = normals(EXAMPLES * 784, 3);
  const gather = (indices) => {
    const pixels = new Float32Array(indices.length * 784);
    indices.forEach((at, i) => {
      pixels.set(images.subarray(at * 784, (at + 1) * 784), i * 784);
    });
    return pixels;
  };
  return {
    length: EXAMPLES,
    shape: { u: [28, 28, 1], v: [] },
    batch: (indices) => ({
      u: tf.tensor(gather(indices), [indices.length, 28, 28, 1]),
      v: tf.tensor(
        Int32Array.from(indices, (at) => at % 10),
        [indices.length],
        "int32",
      ),
    }),
  };
}
