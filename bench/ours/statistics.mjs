import { useBackend } from "@crosstilt/backends";
import { evaluateLoss, valueAndGradients } from "@crosstilt/core";
import { clip } from "@crosstilt/losses";
import * as tf from "@tensorflow/tfjs-core";
import { unitRows } from "./data.mjs";

/** The CLIP loss at temperature 0.1 and its gradients in both embeddings. */
export async function prepare({ n, d }, threads, backend) {
  const report = await useBackend(backend, { threads });
  const [u, v] = [1, 2].map((seed) => tf.tensor2d(unitRows(n, d, seed), [n, d]));
  const loss = clip();
  const evaluate = ({ u, v }) => {
    const { total } = evaluateLoss(loss, { form: { u, v, scale: tf.scalar(10) }, u, v });
    return { value: total, aux: {} };
  };
  const run = async () => {
    const { value, gradients } = valueAndGradients(evaluate, { u, v });
    await value.data();
    tf.dispose([value, gradients]);
  };
  return { threads: report.threads, run };
}
