import * as tf from "@tensorflow/tfjs-core";

type KernelFunction = tf.KernelFunc;
export type KernelInput = Parameters<KernelFunction>[0];
export type Infos = Record<string, tf.TensorInfo>;

/** Puts a kernel in the place of the wasm backend's own; `stock` is the one it replaces, if there was one. */
export function replaceKernel(
  kernelName: string,
  create: (stock: KernelFunction | undefined) => (input: KernelInput) => tf.TensorInfo | tf.TensorInfo[],
): void {
  const previous = tf.getKernel(kernelName, "wasm");
  if (previous) tf.unregisterKernel(kernelName, "wasm");
  const kernelFunc = create(previous?.kernelFunc) as KernelFunction;
  tf.registerKernel({ ...previous, kernelName, backendName: "wasm", kernelFunc });
}
