import { isMainThread } from "node:worker_threads";
import { type Host, thisHost } from "./host.js";
import { fusingEngines, isOfNode, testedEngine } from "./tested-engines.js";
import { recallVerdict, verdictFolder } from "./verdicts.js";

/** The flags under which the wide kernels may be compiled in this process, or why they may not be. */
export type Permission =
  | { readonly flags: readonly string[]; readonly limit?: undefined; readonly untried?: undefined }
  | {
      readonly flags?: undefined;
      /** Why not, in words that follow "since". */
      readonly limit: string;
      /** Flags that a trial in another process may admit. */
      readonly untried?: readonly string[];
    };

/**
 * Flags of V8 are set where every test of the kernels passed under them, or where a trial in another process did: an engine
 * that fails may end the process, which nobody can catch.
 */
export function permission(host: Host = thisHost(), folder: string = verdictFolder()): Permission {
  const engine = `V8 ${host.v8} of Node ${host.node}`;
  if (host.arch !== "x64") return { limit: `only processors of the kind x64 have them, and this is ${host.arch}` };
  if (!isOfNode(host.v8)) return { limit: "the engine is not V8 as Node builds it" };
  const { first, last } = fusingEngines();
  // V8 counts its minor versions to 9.
  if (Number.parseFloat(host.v8) < Number.parseFloat(first.v8))
    return { limit: `${engine} cannot fuse two into one; Node ${first.node} or newer can` };
  if (!isMainThread) return { limit: "flags of V8 are set by the main thread only, and this is a worker" };
  const tested = testedEngine(host.v8)?.wide;
  if (tested) return { flags: tested };
  const untried = last.wide!;
  const verdict = recallVerdict(host, untried, folder);
  if (verdict?.admitted) return { flags: untried };
  if (verdict) return { limit: verdict.reason };
  return { limit: `${engine} has not been tested; crosstilt doctor tries it in a process of its own`, untried };
}
