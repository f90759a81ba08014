import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { WasmModule } from "./heap.js";

type Factory = (options: object) => Promise<EmscriptenModule>;
type EmscriptenModule = WasmModule & {
  cwrap(name: string, returns: string | null, takes: readonly string[]): (...values: number[]) => number;
};

const require = createRequire(import.meta.url);
const script = "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js";

/**
 * The threaded build of tfjs-backend-wasm, which tfjs itself cannot start in Node. Only its shared memory is wanted: our own
 * threads share the kernels, and tfjs computes on the calling one.
 */
export async function loadThreadedModule(): Promise<WasmModule> {
  const path = require.resolve(script);
  const memory = new WebAssembly.Memory({ initial: 256, maximum: 65536, shared: true });
  const options = { locateFile: (file: string) => join(dirname(path), file), wasmMemory: memory };
  const module = await withoutWorkers(() => (require(path) as Factory)(options));
  return Object.assign(module, { wasmMemory: memory, tfjs: bridge(module) });
}

/** The functions tfjs's backend calls, as its own loader binds them. */
function bridge({ cwrap }: EmscriptenModule) {
  const bind = (name: string, returns: "number" | null, count: number) =>
    cwrap(name, returns, new Array<string>(count).fill("number"));
  return {
    init: bind("init", null, 0),
    initWithThreadsCount: bind("init_with_threads_count", null, 1),
    getThreadsCount: bind("get_threads_count", "number", 0),
    registerTensor: bind("register_tensor", null, 3),
    disposeData: bind("dispose_data", null, 1),
    dispose: bind("dispose", null, 0),
  };
}

/**
 * Emscripten starts eight threads before anything asks for one. They are never used here, so it gets stand-ins that only
 * say they are loaded; both places it could take the real class from are restored once it has them.
 */
async function withoutWorkers<T>(start: () => Promise<T>): Promise<T> {
  const threads = require("node:worker_threads") as { Worker: unknown };
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
