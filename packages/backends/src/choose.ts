import { refusal } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** A backend by the name users type. */
export type BackendName = "wasm" | "cpu" | "node";

/** What was chosen, why, and what happened to the others. */
export interface BackendReport {
  readonly name: BackendName;
  readonly why: string;
  readonly threads: number;
  readonly tried: readonly { readonly name: BackendName; readonly failure: string }[];
}

/** Loaded lazily, so that a bundle holds only what it uses and a missing peer hurts nobody else. */
const starters: Record<BackendName, () => Promise<void>> = {
  wasm: async () => (await import("./wasm/index.js")).useWasm(),
  cpu: async () => (await import("./cpu.js")).useCpu(),
  node: async () => (await import("./node.js")).useNode(),
};

const reasons: Record<BackendName, string> = {
  wasm: "WebAssembly with SIMD: the fastest backend that needs no native library",
  cpu: "pure JavaScript: the reference, slow but present everywhere",
  node: "libtensorflow through tfjs-node",
};

/** Every backend name. */
export const backendNames = Object.keys(starters) as BackendName[];

/**
 * Makes the named backend current.
 *
 * @throws when it is unknown or cannot start; the error says what to do.
 * @example
 * const { name, why } = await useBackend("cpu");
 */
export async function useBackend(name: BackendName): Promise<BackendReport> {
  const start = starters[name];
  if (!start)
    throw refusal({ argument: "backend", expected: `one of ${backendNames.join(", ")}`, received: `"${name}"` });
  await start();
  return { name, why: reasons[name], threads: 1, tried: [] };
}

/**
 * Makes the best backend of this machine current: wasm, or pure JavaScript where WebAssembly SIMD is missing.
 *
 * @example
 * const report = await useBestBackend();
 */
export async function useBestBackend(): Promise<BackendReport> {
  const tried: { name: BackendName; failure: string }[] = [];
  for (const name of ["wasm", "cpu"] as const) {
    try {
      return { ...(await useBackend(name)), tried };
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
