import { SCORE_STATISTICS_GRADIENT_KERNEL, SCORE_STATISTICS_KERNEL } from "@crosstilt/core/backend";
import type * as tf from "@tensorflow/tfjs-core";
import { type ExponentialMemory, exponentialMemory } from "../exponential-memory.js";
import type { HeapKernels } from "../heap.js";
import { type Infos, type KernelInput, replaceKernel } from "../replace-kernel.js";
import { formOutputs, scoreOptions, sizesOf } from "./score-form.js";

/** The fused score statistics and their gradient, in O(n + m) memory. */
export function installStatistics(heap: HeapKernels): void {
  const memory = exponentialMemory(heap);
  replaceKernel(SCORE_STATISTICS_KERNEL, () => (input) => forward(heap, memory, input));
  replaceKernel(SCORE_STATISTICS_GRADIENT_KERNEL, () => (input) => backward(heap, memory, input));
}

function forward(heap: HeapKernels, memory: ExponentialMemory, input: KernelInput): tf.TensorInfo[] {
  const { n, m } = sizesOf(input.inputs as Infos);
  const [diagonal, row, column] = [Math.min(n, m), n, m].map((size) => heap.output([size]));
  const filled = heap.kernels.scoreStatistics({
    ...scoreOptions(heap, input),
    kept: memory.place(input),
    diagonal: heap.pointer(diagonal),
    rowLogMeanExp: heap.pointer(row),
    columnLogMeanExp: heap.pointer(column),
  });
  if (filled) memory.claim(input);
  return [diagonal, row, column];
}

function backward(heap: HeapKernels, memory: ExponentialMemory, input: KernelInput): tf.TensorInfo[] {
  const { rowLogMeanExp, columnLogMeanExp, dDiagonal, dRowLogMeanExp, dColumnLogMeanExp } = input.inputs as Infos;
  return formOutputs(heap, input, (into) =>
    heap.kernels.scoreStatisticsGradient({
      ...scoreOptions(heap, input),
      ...into,
      rowLogMeanExp: heap.pointer(rowLogMeanExp),
      columnLogMeanExp: heap.pointer(columnLogMeanExp),
      dDiagonal: heap.pointer(dDiagonal),
      dRow: heap.pointer(dRowLogMeanExp),
      dColumn: heap.pointer(dColumnLogMeanExp),
      kept: memory.find(input),
    }),
  );
}
