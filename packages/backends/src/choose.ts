import { refusal } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { type BackendName, backendNames } from "./names.js";

/** What was chosen, why, and what happened to the others. */
export interface BackendReport {
  readonly name: BackendName;
  readonly why: string;
  /** How many threads compute. */
  readonly threads: number;
  readonly tried: readonly { readonly name: BackendName; readonly failure: string }[];
  /** Why the vectors of the wasm backend are no wider, in words that follow "since". */
  readonly limit?: string;
}

export interface BackendOptions {
  /** How many threads the wasm backend computes on, in Node; default all processors, at most 8. Others ignore it. */
  readonly threads?: number;
}

interface Started {
  readonly threads: number;
  /** What computes: a graphics processor, or the vectors of this one. */
  readonly device?: string;
  readonly failure?: string;
  readonly limit?: string;
}

/** Loaded lazily, so that a bundle holds only what it uses and a missing peer hurts nobody else. */
const starters: Record<BackendName, (options: BackendOptions) => Promise<Started>> = {
  wasm: async (options) => (await import("./wasm/index.js")).useWasm(options),
  cpu: async () => {
    await (await import("./cpu.js")).useCpu();
    return { threads: 1 };
  },
  node: async () => ({ threads: await (await import("#native")).useNode() }),
  webgpu: async () => ({ threads: 1, device: await (await import("#webgpu")).useWebgpu() }),
};

const reasons: Record<BackendName, string> = {
  wasm: "the fastest backend that needs no native library: WebAssembly SIMD",
  cpu: "pure JavaScript: the reference, slow but present everywhere",
  node: "libtensorflow through tfjs-node",
  webgpu: "WebGPU",
};

/**
 * Makes the named backend current.
 *
 * @throws when it is unknown or cannot start; the error says what to do.
 * @example
 * const { name, why, threads } = await useBackend("wasm", { threads: 2 });
 */
export async function useBackend(name: BackendName, options: BackendOptions = {}): Promise<BackendReport> {
  const start = starters[name];
  if (!start)
    throw refusal({ argument: "backend", expected: `one of ${backendNames.join(", ")}`, received: `"${name}"` });
  const { threads, device, failure, limit } = await start(options);
  const why = device ? `${reasons[name]} on ${device}` : reasons[name];
  return { name, why, threads, tried: failure ? [{ name, failure }] : [], limit };
}

/**
 * Makes the best backend of this machine current: wasm, or pure JavaScript where WebAssembly SIMD is missing.
 *
 * @example
 * const report = await useBestBackend();
 */
export async function useBestBackend(options: BackendOptions = {}): Promise<BackendReport> {
  const tried: { name: BackendName; failure: string }[] = [];
  for (const name of ["wasm", "cpu"] as const) {
    try {
      const report = await useBackend(name, options);
      return { ...report, tried: [...tried, ...report.tried] };
    } catch (error) {
      tried.push({ name, failure: (error as Error).message });
    }
  }
  throw refusal({
    argument: "backend",
    expected: "wasm or cpu to start",
    received: tried.map(({ name, failure }) => `${name}: ${failure}`).join("; "),
  });
}

/** The version of tfjs-core that all backends share. */
export const tensorVersion = (): string => tf.version_core;
