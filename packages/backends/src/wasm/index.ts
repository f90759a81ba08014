import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { activate } from "../prepare.js";
import { installKernels } from "./install.js";

/**
 * Makes the WebAssembly SIMD backend current, with the kernels that training needs.
 *
 * @example
 * await useWasm();
 */
export async function useWasm(): Promise<void> {
  // The threaded build of tfjs does not start in Node and hangs in minified bundles.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await activate("wasm");
  await installKernels();
}
