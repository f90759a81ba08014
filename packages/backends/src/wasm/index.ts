import { demand } from "@crosstilt/core";
import type { Simd } from "@crosstilt/kernels-wasm";
import type * as tf from "@tensorflow/tfjs-core";
import type { WasmBackend } from "./heap.js";
import { type RunningBackend, registeredBackend, startBackend } from "./start.js";

export interface WasmOptions {
  /**
   * How many threads share the kernels, in Node; default all processors, at most 8. Results depend on it in their last
   * digits. Browsers always compute on one.
   */
  readonly threads?: number;
}

/** How many threads compute, on what, and why not as many as were wanted. */
export interface WasmReport {
  readonly threads: number;
  /** The vectors of the processor that the kernels use. */
  readonly device: string;
  readonly failure?: string;
  /** Why the vectors are no wider, in words that follow "since"; undefined where nothing wider is known. */
  readonly limit?: string;
}

const devices: Record<Simd, string> = {
  plain: "128-bit vectors",
  relaxed: "128-bit vectors with fused multiply-add",
  wide: "256-bit vectors with fused multiply-add",
};

let running: RunningBackend | null = null;

/**
 * Makes the WebAssembly SIMD backend current, with the kernels that training needs. Where the threaded build does not start
 * it computes on one thread and says so. A running backend is kept unless another number of threads is asked for.
 *
 * @throws when `threads` is no whole number of at least 1, or tensors still live on a backend that has to be replaced.
 * @example
 * const { threads } = await useWasm({ threads: 2 });
 */
export async function useWasm({ threads }: WasmOptions = {}): Promise<WasmReport> {
  demand(threads === undefined || (Number.isInteger(threads) && threads >= 1), () => ({
    argument: "threads",
    expected: "a whole number of at least 1",
    received: String(threads),
  }));
  const registered = registeredBackend();
  const kept = registered !== undefined && running?.backend === registered;
  if (!kept || (threads !== undefined && threads !== running?.wanted)) {
    if (registered) demandNoTensors(registered);
    if (kept) running?.kernels.dispose();
    running = await startBackend(threads);
  }
  await running!.activate();
  const { threads: computing, failure, limit, kernels } = running!;
  return { threads: computing, device: devices[kernels.simd], failure, limit };
}

function demandNoTensors(backend: tf.KernelBackend): void {
  const count = (backend as unknown as WasmBackend).numDataIds();
  demand(count === 0, () => ({
    argument: "threads",
    expected: "no tensors on the wasm backend when its number of threads changes",
    received: `${count} tensors`,
    remedy: "Choose the number of threads before making tensors, or dispose of them",
  }));
}
