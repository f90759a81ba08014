import { SCORE_SOFTPLUS_GRADIENT_KERNEL, SCORE_SOFTPLUS_KERNEL } from "@crosstilt/core/backend";
import type { HeapKernels } from "../heap.js";
import { type Infos, replaceKernel } from "../replace-kernel.js";
import { formOutputs, scoreOptions, sizesOf } from "./score-form.js";

/** The fused softplus sums of score rows and their gradient, in O(n + m) memory. */
export function installSoftplus(heap: HeapKernels): void {
  replaceKernel(SCORE_SOFTPLUS_KERNEL, () => (input) => {
    const sums = heap.output([sizesOf(input.inputs as Infos).n]);
    heap.kernels.scoreSoftplus({ ...scoreOptions(heap, input), rowSoftplus: heap.pointer(sums) });
    return [sums];
  });
  replaceKernel(SCORE_SOFTPLUS_GRADIENT_KERNEL, () => (input) => {
    const dRow = heap.pointer((input.inputs as Infos).dy);
    return formOutputs(heap, input, (into) =>
      heap.kernels.scoreSoftplusGradient({ ...scoreOptions(heap, input), ...into, dRow }),
    );
  });
}
