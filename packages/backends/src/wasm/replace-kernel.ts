import * as tf from "@tensorflow/tfjs-core";

/** What tfjs calls a kernel with: its operands and its attributes, both by name. */
export interface KernelCall<Operand extends string = string, Attributes = unknown> {
  readonly inputs: Readonly<Record<Operand, tf.TensorInfo>>;
  readonly attrs: Attributes;
}

type Result = tf.TensorInfo | tf.TensorInfo[];

/** The kernel that was there before, if there was one; it returns what tfjs says for its name. */
type Stock<Call> = (<R extends Result>(call: Call) => R) | undefined;

/** The kernels that tfjs itself registered, so that a second heap gets them too and not our kernels of the first. */
const stockKernels = new Map<string, tf.KernelConfig | undefined>();

/** Puts a kernel in the place of the wasm backend's own; `stock` is the one it replaces, if there was one. */
export function replaceKernel<Call>(kernelName: string, ours: (call: Call, stock: Stock<Call>) => Result): void {
  const current = tf.getKernel(kernelName, "wasm");
  if (!stockKernels.has(kernelName)) stockKernels.set(kernelName, current);
  if (current) tf.unregisterKernel(kernelName, "wasm");
  const stock = stockKernels.get(kernelName);
  // tfjs types every kernel alike; which operands and attributes one gets is said by the function that calls it.
  const kernelFunc: tf.KernelFunc = (call) => ours(call as Call, stock?.kernelFunc as Stock<Call>);
  tf.registerKernel({ ...stock, kernelName, backendName: "wasm", kernelFunc });
}

/**
 * Replaces a kernel where ours can do the work: `ours` returns null for what it leaves to the stock kernel (other types,
 * shapes or options).
 */
export function preferKernel<Call>(kernelName: string, ours: (call: Call) => tf.TensorInfo | null): void {
  replaceKernel<Call>(kernelName, (call, stock) => ours(call) ?? stock!<tf.TensorInfo>(call));
}
