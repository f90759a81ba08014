import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { refusal } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { importPeer } from "./import-peer.js";
import { sumInBlocks } from "./long-sums.js";
import { isInstalled, registerInstallation } from "./native/load.js";
import { nativeFolder } from "./native/location.js";
import { activate, quieten } from "./prepare.js";

/** The name under which tfjs-node registers itself. */
const NAME = "tensorflow";

/**
 * Makes tfjs-node (libtensorflow on the CPU) current; returns how many threads it uses, all processors. It is taken from the
 * application's own `@tensorflow/tfjs-node`, an optional peer, or from where `crosstilt doctor --install-native` put it.
 *
 * @throws when there is neither, or its native library does not load.
 * @example
 * await useNode();
 */
export async function useNode(): Promise<number> {
  if (!loaded) {
    await load();
    sumInBlocks(NAME);
    loaded = true;
  }
  await activate(NAME);
  return availableParallelism();
}

let loaded = false;

async function load(): Promise<void> {
  quieten();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  restoreRemovedUtilities();
  if (NAME in tf.engine().registryFactory) return;
  const peer = await attempt(() => importPeer("@tensorflow/tfjs-node"));
  const folder = nativeFolder();
  const failure = peer !== null && isInstalled(folder) ? await attempt(() => registerInstallation(folder)) : peer;
  if (failure !== null) throw unusable(failure);
}

/** Null, or why it failed, in one line. */
async function attempt(start: () => unknown): Promise<string | null> {
  try {
    await start();
    return null;
  } catch (error) {
    return (error as Error).message.split("\n")[0]!;
  }
}

const unusable = (failure: string) =>
  refusal({
    argument: 'backend "node"',
    expected: "@tensorflow/tfjs-node with its native library",
    received: failure,
    remedy:
      "Run crosstilt doctor --install-native, or npm install @tensorflow/tfjs-node in your project, or use the wasm backend",
  });

/** tfjs-node 4.22 calls `util` predicates that warn in Node 22 and are gone since Node 23. */
function restoreRemovedUtilities(): void {
  const util = createRequire(import.meta.url)("node:util") as Record<string, unknown>;
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}
