import { SCORE_SOFTPLUS_GRADIENT_KERNEL, SCORE_SOFTPLUS_KERNEL } from "@crosstilt/core/backend";
import type { HeapKernels } from "../heap.js";
import { replaceKernel } from "../replace-kernel.js";
import { type FormCall, formOutputs, scoreOptions, sizesOf } from "./score-form.js";

/** The fused softplus sums of score rows and their gradient, in O(n + m) memory. */
export function installSoftplus(heap: HeapKernels): void {
  replaceKernel(SCORE_SOFTPLUS_KERNEL, (call: FormCall) => {
    const sums = heap.output([sizesOf(call.inputs).n]);
    heap.kernels.scoreSoftplus({ ...scoreOptions(heap, call), rowSoftplus: heap.pointer(sums) });
    return [sums];
  });
  replaceKernel(SCORE_SOFTPLUS_GRADIENT_KERNEL, (call: FormCall<"dy">) => {
    const dRow = heap.pointer(call.inputs.dy);
    return formOutputs(heap, call, (into) =>
      heap.kernels.scoreSoftplusGradient({ ...scoreOptions(heap, call), ...into, dRow }),
    );
  });
}
