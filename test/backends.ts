import { useBackend } from "@crosstilt/backends";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe } from "vitest";

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

/** Makes a backend current before the tests of a file. */
export function useBackendForTests(backend: (typeof everywhere)[number]): void {
  beforeAll(async () => {
    await useBackend(backend);
  });
}

export { tf };
