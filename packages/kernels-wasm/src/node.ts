import { setFlagsFromString } from "node:v8";
import { compileBinary, type KernelBinary, type Simd, supportsRelaxedSimd } from "./binary.js";
import { agree, isFused } from "./self-check.js";
import { canFuse, compileWide } from "./wide.js";

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

export interface ChooseBinaryOptions {
  /** For shared memory; default false. */
  shared?: boolean;
  /** At most this; default the environment's CROSSTILT_SIMD, else "wide". */
  simd?: Simd;
}

/**
 * The fastest kernels of this process. "wide" ones, on 256-bit vectors, need V8 for x86 as of Node 24; they are used where a
 * self-check finds them fused and equal to the relaxed ones in every bit, which takes a tenth of a second.
 *
 * @throws RangeError when `simd` is none of "plain", "relaxed" and "wide".
 * @example
 * const kernels = await createKernelPool({ ...heap, threads: 2, binary: await chooseBinary({ shared: true }) });
 */
export async function chooseBinary(options: ChooseBinaryOptions = {}): Promise<KernelBinary> {
  const { shared = false, simd = process.env.CROSSTILT_SIMD || "wide" } = options;
  if (simd !== "plain" && simd !== "relaxed" && simd !== "wide")
    throw new RangeError(`chooseBinary: simd (or CROSSTILT_SIMD) must be "plain", "relaxed" or "wide", got "${simd}"`);
  if (simd === "plain" || !enableRelaxedSimd()) return compileBinary({ shared, simd: "plain" });
  const relaxed = await compileBinary({ shared, simd: "relaxed" });
  if (simd === "relaxed" || !canFuse()) return relaxed;
  const wide = compileWide({ shared });
  return (await agree(relaxed, wide)) && (await isFused(wide)) ? wide : relaxed;
}
