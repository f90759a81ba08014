import type * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import type { Infos, KernelInput } from "../replace-kernel.js";

/** The parts of a score form, as the score kernels take them. */
export function scoreOptions(heap: HeapKernels, { inputs, attrs }: KernelInput) {
  const { u, v, alpha, beta, scale } = inputs as Infos;
  return {
    ...sizesOf(inputs as Infos),
    u: heap.pointer(u),
    v: heap.pointer(v),
    alpha: heap.pointer(alpha),
    beta: heap.pointer(beta),
    scale: heap.floats(scale)[0],
    excludeDiagonal: (attrs as { excludeDiagonal?: boolean }).excludeDiagonal ?? false,
  };
}

export const sizesOf = ({ u, v }: Infos) => ({ n: u.shape[0], m: v.shape[0], d: u.shape[1] });

/** Where gradients of the parts of a form go. */
interface FormPointers {
  readonly dU: number;
  readonly dV: number;
  readonly dAlpha: number;
  readonly dBeta: number;
}

/** The gradients of u, v, scale, alpha and beta; `compute` writes four of them and returns that of scale. */
export function formOutputs(
  heap: HeapKernels,
  { inputs }: KernelInput,
  compute: (into: FormPointers) => number,
): tf.TensorInfo[] {
  const { u, v, scale, alpha, beta } = inputs as Infos;
  const outputs = [u, v, scale, alpha, beta].map(({ shape }) => heap.output(shape));
  const [dU, dV, , dAlpha, dBeta] = outputs.map(heap.pointer);
  const slope = compute({ dU, dV, dAlpha, dBeta });
  heap.floats(outputs[2])[0] = slope;
  return outputs;
}
