import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type KernelCall, replaceKernel } from "../replace-kernel.js";

/** Shares the data instead of copying it: the tape clones every tensor it saves. */
export function installIdentity({ share }: HeapKernels): void {
  replaceKernel(tf.Identity, ({ inputs: { x } }: KernelCall<"x">) => share(x));
}
