import { type BackendName, useBackend } from "@crosstilt/backends";
import { beforeAll, describe, inject } from "vitest";

export { useBackend };

const missing = inject("missingBackends");

/** The backends that every machine has, and the native one where it is installed (optional-backends.ts says so). */
export const testedBackends: readonly BackendName[] = missing.node === null ? ["cpu", "wasm", "node"] : ["cpu", "wasm"];

/** Those, and WebGPU where there is an adapter: for tests that never read a tensor synchronously. */
export const asynchronousBackends: readonly BackendName[] =
  missing.webgpu === null ? [...testedBackends, "webgpu"] : testedBackends;

/** Declares the same tests once for each backend. */
export function onEveryBackend(declare: (backend: BackendName) => void): void {
  for (const backend of testedBackends)
    describe(`on ${backend}`, () => {
      beforeAll(async () => {
        await useBackend(backend);
      });
      declare(backend);
    });
}
