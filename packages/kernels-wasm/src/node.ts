import { setFlagsFromString } from "node:v8";
import { supportsRelaxedSimd } from "./binary.js";

export { createKernelPool, type KernelPoolOptions } from "./pool.js";

/**
 * Switches relaxed SIMD on in this Node process (Node 20 hides it behind a flag) and says whether it is there.
 * Call it once, before `createKernels`.
 *
 * @example enableRelaxedSimd(); // true
 */
export function enableRelaxedSimd(): boolean {
  if (supportsRelaxedSimd()) return true;
  setFlagsFromString("--experimental-wasm-relaxed-simd");
  return supportsRelaxedSimd();
}
