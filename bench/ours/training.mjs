import { useBackend } from "@crosstilt/backends";
import { conditional } from "@crosstilt/losses";
import { innerProduct } from "@crosstilt/metrics";
import { bimodal, fit, startFit } from "@crosstilt/train";

/** Training steps of two encoders as `fit` takes them, gathering of the batch included. */
export async function trainingSteps({ encoders, pairs, batch, threads, backend }) {
  const report = await useBackend(backend, { threads });
  const model = bimodal({ ...encoders, metric: innerProduct() }, pairs.shape);
  const options = { loss: conditional({ lambdaU: 1, lambdaV: 1 }), epochs: 1e6, batchSize: batch, seed: 1 };
  const events = fit(model, pairs, startFit(model, options), options);
  const run = async () => {
    while ((await events.next()).value.type !== "step");
  };
  return { threads: report.threads, run };
}

/** The rows of a matrix of so many columns that the indices name, one after another. */
export function gatherRows(matrix, columns, indices) {
  const rows = new Float32Array(indices.length * columns);
  indices.forEach((at, i) => {
    rows.set(matrix.subarray(at * columns, (at + 1) * columns), i * columns);
  });
  return rows;
}
