import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type EmscriptenFactory, withBridge } from "./bridge.js";
import type { WasmModule } from "./heap.js";

// Under a name of its own: bundlers follow a call of `require`, and this one is meant to happen where it stands.
const here = createRequire(import.meta.url);
const script = "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js";

/**
 * The threaded build of tfjs-backend-wasm, which tfjs itself cannot start in Node. Only its shared memory is wanted: our own
 * threads share the kernels, and tfjs computes on the calling one.
 */
export async function loadThreadedModule(): Promise<WasmModule> {
  const path = here.resolve(script);
  const memory = new WebAssembly.Memory({ initial: 256, maximum: 65536, shared: true });
  const options = { locateFile: (file: string) => join(dirname(path), file), wasmMemory: memory };
  const module = await withoutWorkers(() => (here(path) as EmscriptenFactory)(options));
  return Object.assign(withBridge(module), { wasmMemory: memory });
}

/**
 * Emscripten starts eight threads before anything asks for one. They are never used here, so it gets stand-ins that only
 * say they are loaded; both places it could take the real class from are restored once it has them.
 */
async function withoutWorkers<T>(start: () => Promise<T>): Promise<T> {
  const threads = here("node:worker_threads") as { Worker: unknown };
  const before = { own: threads.Worker, global: (globalThis as { Worker?: unknown }).Worker };
  threads.Worker = IdleWorker;
  try {
    // The workers are made before the factory returns its promise.
    return await start();
  } finally {
    threads.Worker = before.own;
    (globalThis as { Worker?: unknown }).Worker = before.global;
  }
}

class IdleWorker {
  onmessage: ((event: { data: object }) => void) | null = null;
  on(): void {}
  unref(): void {}
  terminate(): void {}
  postMessage(): void {
    queueMicrotask(() => this.onmessage?.({ data: { cmd: "loaded" } }));
  }
}
