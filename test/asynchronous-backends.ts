import type { BackendName } from "@crosstilt/backends";
import { inject } from "vitest";
import { testedBackends } from "./backends.js";

/** All tested backends, and WebGPU where there is an adapter: for tests that never read a tensor synchronously. */
export const asynchronousBackends: readonly BackendName[] =
  inject("missingWebgpu") === null ? [...testedBackends, "webgpu"] : testedBackends;
