import type { KernelBinary, Kernels, KernelsOptions } from "@crosstilt/kernels-wasm";
import type { WasmModule } from "./heap.js";

/** What a host gives the wasm backend beside WebAssembly itself; chosen by the import "#platform". */
export interface Platform {
  readonly defaultThreads: number;
  /** The fastest kernels of this host, for shared memory or not, and why they are no wider where a host could be. */
  chooseBinary(options: { readonly shared: boolean }): Promise<KernelBinary & { readonly limit?: string }>;
  /** Runs `start`, and undoes what it does to the host beside starting a backend. */
  guard<T>(start: () => Promise<T>): Promise<T>;
  /** tfjs's module for one thread; null where tfjs finds its own. */
  readonly loadModule: (() => Promise<WasmModule>) | null;
  /** How to compute on several threads; null where that is not possible. */
  readonly threaded: {
    /** The build of tfjs on shared memory, with its bridge to JavaScript. */
    loadModule(): Promise<WasmModule>;
    createKernels(options: KernelsOptions & { threads: number }): Promise<Kernels>;
  } | null;
}
