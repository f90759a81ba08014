import { availableParallelism } from "node:os";
import { chooseBinary, createKernelPool } from "@crosstilt/kernels-wasm/node";
import type { Platform } from "./platform.js";
import { keepingErrorListeners } from "./process-listeners.js";
import { loadThreadedModule } from "./threaded-module.js";

/** Beyond these, the parts of a batch of ordinary size are too small to be worth sharing. */
const enoughThreads = 8;

export const platform: Platform = {
  defaultThreads: Math.min(availableParallelism(), enoughThreads),
  chooseBinary,
  guard: keepingErrorListeners,
  loadModule: null,
  threaded: { loadModule: loadThreadedModule, createKernels: createKernelPool },
};
