import type { WasmModule } from "./heap.js";

/** A module of tfjs-backend-wasm as Emscripten makes it. */
export type EmscriptenModule = WasmModule & {
  cwrap(name: string, returns: string | null, takes: readonly string[]): (...values: number[]) => number;
};

/** Makes such a module; `wasmBinary` or `locateFile` says where its code is. */
export type EmscriptenFactory = (options: object) => Promise<EmscriptenModule>;

/** The functions that tfjs's backend calls, as its own loader binds them. */
export function withBridge(module: EmscriptenModule): WasmModule {
  const bind = (name: string, returns: "number" | null, count: number) =>
    module.cwrap(name, returns, new Array<string>(count).fill("number"));
  const tfjs = {
    init: bind("init", null, 0),
    initWithThreadsCount: bind("init_with_threads_count", null, 1),
    getThreadsCount: bind("get_threads_count", "number", 0),
    registerTensor: bind("register_tensor", null, 3),
    disposeData: bind("dispose_data", null, 1),
    dispose: bind("dispose", null, 0),
  };
  return Object.assign(module, { tfjs });
}
