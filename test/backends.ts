import { useBackend } from "@crosstilt/backends";
import { beforeAll, describe } from "vitest";

export { useBackend };

/** The backends that every machine has. */
const everywhere = ["cpu", "wasm"] as const;

/** Declares the same tests once for each backend. */
export function onEveryBackend(declare: (backend: (typeof everywhere)[number]) => void): void {
  for (const backend of everywhere)
    describe(`on ${backend}`, () => {
      beforeAll(async () => {
        await useBackend(backend);
      });
      declare(backend);
    });
}
