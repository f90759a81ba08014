import { createKernels } from "@crosstilt/kernels-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { guardAllocation, type HeapKernels, heapKernels, type WasmBackend } from "./heap.js";
import { installConvolution } from "./kernels/convolution.js";
import { installIdentity } from "./kernels/identity.js";
import { installMatMul } from "./kernels/matmul.js";
import { installOneHot } from "./kernels/one-hot.js";
import { installOptimizer } from "./kernels/optimizer.js";
import { installPooling } from "./kernels/pooling.js";
import { installReductions } from "./kernels/reductions.js";
import { installSegmentSum } from "./kernels/segment-sum.js";
import { installStatistics } from "./kernels/statistics.js";

const installers: readonly ((heap: HeapKernels) => void)[] = [
  installIdentity,
  installMatMul,
  installConvolution,
  installOneHot,
  installOptimizer,
  installPooling,
  installReductions,
  installSegmentSum,
  installStatistics,
];

let installedOn: tf.KernelBackend | null = null;

/** Gives the current wasm backend the kernels that training needs; does nothing the second time. */
export async function installKernels(): Promise<void> {
  const backend = tf.backend();
  if (installedOn === backend) return;
  const { wasm } = backend as unknown as WasmBackend;
  guardAllocation(wasm);
  const kernels = await createKernels({
    memory: wasm.asm.memory,
    allocate: (bytes) => wasm._malloc(bytes),
    free: (pointer) => wasm._free(pointer),
  });
  const heap = heapKernels(backend as unknown as WasmBackend, kernels);
  for (const install of installers) install(heap);
  installedOn = backend;
}
