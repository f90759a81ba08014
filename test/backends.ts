import { type BackendName, useBackend } from "@crosstilt/backends";
import { beforeAll, describe } from "vitest";
import { missingNative } from "./missing-native.js";

export { useBackend };

/** The backends that every machine has, and the native one where it is installed. */
export const testedBackends: readonly BackendName[] =
  (await missingNative()) === null ? ["cpu", "wasm", "node"] : ["cpu", "wasm"];

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
