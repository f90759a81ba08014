import type * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import type { KernelCall } from "../replace-kernel.js";

/** A call with the parts of a score form, and with further operands if there are any. */
export type FormCall<Operand extends string = never> = KernelCall<
  "u" | "v" | "scale" | "alpha" | "beta" | Operand,
  { readonly excludeDiagonal?: boolean }
>;

/** The parts of a score form, as the score kernels take them. */
export function scoreOptions(heap: HeapKernels, { inputs, attrs }: FormCall) {
  const { u, v, alpha, beta, scale } = inputs;
  return {
    ...sizesOf(inputs),
    u: heap.pointer(u),
    v: heap.pointer(v),
    alpha: heap.pointer(alpha),
    beta: heap.pointer(beta),
    scale: heap.floats(scale)[0]!,
    excludeDiagonal: attrs.excludeDiagonal ?? false,
  };
}

export const sizesOf = ({ u, v }: FormCall["inputs"]) => ({ n: u.shape[0]!, m: v.shape[0]!, d: u.shape[1]! });

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
  { inputs: { u, v, scale, alpha, beta } }: FormCall,
  compute: (into: FormPointers) => number,
): tf.TensorInfo[] {
  const alike = ({ shape }: tf.TensorInfo) => heap.output(shape);
  const [dU, dV, dScale, dAlpha, dBeta] = [alike(u), alike(v), alike(scale), alike(alpha), alike(beta)] as const;
  const slope = compute({
    dU: heap.pointer(dU),
    dV: heap.pointer(dV),
    dAlpha: heap.pointer(dAlpha),
    dBeta: heap.pointer(dBeta),
  });
  heap.floats(dScale)[0] = slope;
  return [dU, dV, dScale, dAlpha, dBeta];
}
