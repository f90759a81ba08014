import * as tf from "@tensorflow/tfjs-core";
import { type Infos, replaceKernel } from "../replace-kernel.js";

/** Shares the data instead of copying it: the tape clones every tensor it saves. */
export function installIdentity(): void {
  replaceKernel(tf.Identity, () => ({ inputs, backend }) => {
    const { x } = inputs as Infos;
    (backend as tf.KernelBackend).incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  });
}
