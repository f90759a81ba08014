import { type BackendName, useBackend } from "@crosstilt/backends";
import { beforeAll, describe, inject } from "vitest";

export { useBackend };

/** The backends that every machine has, and the native one where it is installed (test/native.ts says so). */
export const testedBackends: readonly BackendName[] =
  inject("nativeProblem") === null ? ["cpu", "wasm", "node"] : ["cpu", "wasm"];

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
