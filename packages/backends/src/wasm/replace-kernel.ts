import * as tf from "@tensorflow/tfjs-core";

type KernelFunction = tf.KernelFunc;
export type KernelInput = Parameters<KernelFunction>[0];
export type Infos = Record<string, tf.TensorInfo>;

/** The kernels that tfjs itself registered, so that a second heap gets them too and not our kernels of the first. */
const stockKernels = new Map<string, tf.KernelConfig | undefined>();

/** Puts a kernel in the place of the wasm backend's own; `stock` is the one it replaces, if there was one. */
export function replaceKernel(
  kernelName: string,
  create: (stock: KernelFunction | undefined) => (input: KernelInput) => tf.TensorInfo | tf.TensorInfo[],
): void {
  const current = tf.getKernel(kernelName, "wasm");
  if (!stockKernels.has(kernelName)) stockKernels.set(kernelName, current);
  if (current) tf.unregisterKernel(kernelName, "wasm");
  const stock = stockKernels.get(kernelName);
  const kernelFunc = create(stock?.kernelFunc) as KernelFunction;
  tf.registerKernel({ ...stock, kernelName, backendName: "wasm", kernelFunc });
}

/**
 * Replaces a kernel where ours can do the work: `ours` returns null for what it leaves to the stock kernel (other types,
 * shapes or options).
 */
export function preferKernel(kernelName: string, ours: (input: KernelInput) => tf.TensorInfo | null): void {
  replaceKernel(kernelName, (stock) => (input) => ours(input) ?? (stock!(input) as tf.TensorInfo));
}
