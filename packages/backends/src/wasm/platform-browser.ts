import { compileBinary } from "@crosstilt/kernels-wasm";
import { loadInlineModule } from "./inline-module.js";
import type { Platform } from "./platform.js";

/** The threaded build of tfjs hangs in minified bundles, so browsers compute on one thread. */
export const platform: Platform = {
  defaultThreads: 1,
  chooseBinary: compileBinary,
  guard: (start) => start(),
  loadModule: loadInlineModule,
  threaded: null,
};
