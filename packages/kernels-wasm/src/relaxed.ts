import { setFlagsFromString } from "node:v8";
import { supportsRelaxedSimd } from "./binary.js";
import { type Host, thisHost } from "./host.js";
import { testedEngine } from "./tested-engines.js";

/**
 * Switches relaxed SIMD on in this Node process (Node 20 hides it behind a flag) and says whether it is there.
 * Call it once, before `createKernels`. On an engine that has not been tested it sets no flag.
 *
 * @example enableRelaxedSimd(); // true
 */
export function enableRelaxedSimd(host: Host = thisHost()): boolean {
  if (supportsRelaxedSimd()) return true;
  const flag = testedEngine(host.v8)?.relaxed;
  if (flag) setFlagsFromString(flag);
  return supportsRelaxedSimd();
}
