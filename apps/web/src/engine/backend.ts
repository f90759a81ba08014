import { useWasm as activateWasm } from "@crosstilt/backends/wasm";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";

let started: Promise<void> | null = null;

/** Starts the wasm backend, once. */
export function ready(): Promise<void> {
  started ??= start();
  return started;
}

async function start(): Promise<void> {
  const url = new URL(simd, import.meta.url).href;
  // tfjs asks for all three names; without threads and with SIMD, which the kernels need anyway, it loads one.
  const names = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"];
  setWasmPaths(Object.fromEntries(names.map((name) => [name, url])));
  await activateWasm();
}
