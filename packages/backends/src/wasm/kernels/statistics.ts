import { SCORE_STATISTICS_GRADIENT_KERNEL, SCORE_STATISTICS_KERNEL } from "@crosstilt/core/backend";
import type * as tf from "@tensorflow/tfjs-core";
import { type ExponentialMemory, exponentialMemory } from "../exponential-memory.js";
import type { HeapKernels } from "../heap.js";
import { replaceKernel } from "../replace-kernel.js";
import { type FormCall, formOutputs, scoreOptions, sizesOf } from "./score-form.js";

/** The fused score statistics and their gradient, in O(n + m) memory. */
export function installStatistics(heap: HeapKernels): void {
  const memory = exponentialMemory(heap);
  replaceKernel(SCORE_STATISTICS_KERNEL, (call: FormCall) => forward(heap, memory, call));
  replaceKernel(SCORE_STATISTICS_GRADIENT_KERNEL, (call: GradientCall) => backward(heap, memory, call));
}

function forward(heap: HeapKernels, memory: ExponentialMemory, call: FormCall): tf.TensorInfo[] {
  const { n, m } = sizesOf(call.inputs);
  const [diagonal, row, column] = [heap.output([Math.min(n, m)]), heap.output([n]), heap.output([m])];
  const filled = heap.kernels.scoreStatistics({
    ...scoreOptions(heap, call),
    kept: memory.place(call),
    diagonal: heap.pointer(diagonal),
    rowLogMeanExp: heap.pointer(row),
    columnLogMeanExp: heap.pointer(column),
  });
  if (filled) memory.claim(call);
  return [diagonal, row, column];
}

type GradientCall = FormCall<
  "rowLogMeanExp" | "columnLogMeanExp" | "dDiagonal" | "dRowLogMeanExp" | "dColumnLogMeanExp"
>;

function backward(heap: HeapKernels, memory: ExponentialMemory, call: GradientCall): tf.TensorInfo[] {
  const { rowLogMeanExp, columnLogMeanExp, dDiagonal, dRowLogMeanExp, dColumnLogMeanExp } = call.inputs;
  return formOutputs(heap, call, (into) =>
    heap.kernels.scoreStatisticsGradient({
      ...scoreOptions(heap, call),
      ...into,
      rowLogMeanExp: heap.pointer(rowLogMeanExp),
      columnLogMeanExp: heap.pointer(columnLogMeanExp),
      dDiagonal: heap.pointer(dDiagonal),
      dRow: heap.pointer(dRowLogMeanExp),
      dColumn: heap.pointer(dColumnLogMeanExp),
      kept: memory.find(call),
    }),
  );
}
