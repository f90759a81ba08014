import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { refusal } from "@crosstilt/core";
import { activate } from "./prepare.js";

/**
 * Makes tfjs-node (libtensorflow on the CPU) current; returns how many threads it uses, all processors. It is an optional
 * peer that the application installs.
 *
 * @throws when `@tensorflow/tfjs-node` is missing or its native library does not load.
 * @example
 * await useNode();
 */
export async function useNode(): Promise<number> {
  restoreRemovedUtilities();
  try {
    await import("@tensorflow/tfjs-node" as string);
  } catch (error) {
    throw refusal({
      argument: 'backend "node"',
      expected: "@tensorflow/tfjs-node with its native library",
      received: (error as Error).message.split("\n")[0],
      remedy: "Run npm install @tensorflow/tfjs-node in your project, or use the wasm backend",
    });
  }
  await activate("tensorflow");
  return availableParallelism();
}

/** tfjs-node 4.22 calls `util` predicates that Node 23 removed. */
function restoreRemovedUtilities(): void {
  const util = createRequire(import.meta.url)("node:util") as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
