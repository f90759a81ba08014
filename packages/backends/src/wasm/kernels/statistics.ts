import { SCORE_STATISTICS_GRADIENT_KERNEL, SCORE_STATISTICS_KERNEL } from "@crosstilt/core";
import type * as tf from "@tensorflow/tfjs-core";
import { type ExponentialMemory, exponentialMemory } from "../exponential-memory.js";
import type { HeapKernels } from "../heap.js";
import { type Infos, type KernelInput, replaceKernel } from "../replace-kernel.js";

/** The fused score statistics and their gradient, in O(n + m) memory. */
export function installStatistics(heap: HeapKernels): void {
  const memory = exponentialMemory(heap);
  replaceKernel(SCORE_STATISTICS_KERNEL, () => (input) => forward(heap, memory, input));
  replaceKernel(SCORE_STATISTICS_GRADIENT_KERNEL, () => (input) => backward(heap, memory, input));
}

function forward(heap: HeapKernels, memory: ExponentialMemory, input: KernelInput): tf.TensorInfo[] {
  const { n, m } = sizes(input.inputs as Infos);
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
  const { u, v, alpha, beta, scale, ...rest } = input.inputs as Infos;
  const outputs = [u, v, scale, alpha, beta].map(({ shape }) => heap.output(shape));
  const [dU, dV, dScale, dAlpha, dBeta] = outputs;
  const slope = heap.kernels.scoreStatisticsGradient({
    ...scoreOptions(heap, input),
    rowLogMeanExp: heap.pointer(rest.rowLogMeanExp),
    columnLogMeanExp: heap.pointer(rest.columnLogMeanExp),
    dDiagonal: heap.pointer(rest.dDiagonal),
    dRow: heap.pointer(rest.dRowLogMeanExp),
    dColumn: heap.pointer(rest.dColumnLogMeanExp),
    dU: heap.pointer(dU),
    dV: heap.pointer(dV),
    dAlpha: heap.pointer(dAlpha),
    dBeta: heap.pointer(dBeta),
    kept: memory.find(input),
  });
  heap.floats(dScale)[0] = slope;
  return outputs;
}

function scoreOptions(heap: HeapKernels, { inputs, attrs }: KernelInput) {
  const { u, v, alpha, beta, scale } = inputs as Infos;
  return {
    ...sizes(inputs as Infos),
    u: heap.pointer(u),
    v: heap.pointer(v),
    alpha: heap.pointer(alpha),
    beta: heap.pointer(beta),
    scale: heap.floats(scale)[0],
    excludeDiagonal: (attrs as { excludeDiagonal?: boolean }).excludeDiagonal ?? false,
  };
}

const sizes = ({ u, v }: Infos) => ({ n: u.shape[0], m: v.shape[0], d: u.shape[1] });
