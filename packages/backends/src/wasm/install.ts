import type { Kernels, KernelsOptions } from "@crosstilt/kernels-wasm";
import { guardAllocation, type HeapKernels, heapKernels, memoryOf, type WasmBackend } from "./heap.js";
import { installActivations } from "./kernels/activations.js";
import { installAttention } from "./kernels/attention.js";
import { installComparisons } from "./kernels/comparisons.js";
import { installConvolution } from "./kernels/convolution.js";
import { installIdentity } from "./kernels/identity.js";
import { installLayerNorm } from "./kernels/layer-norm.js";
import { installLayout } from "./kernels/layout.js";
import { installMatMul } from "./kernels/matmul.js";
import { installOneHot } from "./kernels/one-hot.js";
import { installOptimizer } from "./kernels/optimizer.js";
import { installPooling } from "./kernels/pooling.js";
import { installReductions } from "./kernels/reductions.js";
import { installSegmentSum } from "./kernels/segment-sum.js";
import { installSlice } from "./kernels/slice.js";
import { installSoftmax } from "./kernels/softmax.js";
import { installSoftplus } from "./kernels/softplus.js";
import { installStatistics } from "./kernels/statistics.js";
import { installTopK } from "./kernels/top-k.js";

const installers: readonly ((heap: HeapKernels) => void)[] = [
  installActivations,
  installAttention,
  installComparisons,
  installConvolution,
  installIdentity,
  installLayerNorm,
  installLayout,
  installMatMul,
  installOneHot,
  installOptimizer,
  installPooling,
  installReductions,
  installSegmentSum,
  installSlice,
  installSoftmax,
  installSoftplus,
  installStatistics,
  installTopK,
];

/** Gives a wasm backend the kernels that training needs; `create` loads them onto its heap. */
export async function installKernels(
  backend: WasmBackend,
  create: (options: KernelsOptions) => Promise<Kernels>,
): Promise<Kernels> {
  const { wasm } = backend;
  const allocate = guardAllocation(wasm);
  const kernels = await create({
    memory: memoryOf(wasm),
    allocate: (bytes) => wasm._malloc(bytes),
    free: (pointer) => wasm._free(pointer),
  });
  const heap = heapKernels(backend, kernels, allocate);
  for (const install of installers) install(heap);
  return kernels;
}
