import { Console } from "node:console";
import nodeModule from "node:module";
import { CrosstiltError } from "@crosstilt/core";
import { exitCodes, reasonOf, reportFailure } from "./failure.js";
import { resolveSync } from "./plugin-resolver.js";

/** Runs code of the user: a plugin, or a config that is a program. Rejects when `name` waits for what never happens. */
export function runForeign<T>(name: string, run: () => Promise<T>): Promise<T> {
  prepare();
  return Promise.race([run(), endOfWork(name)]);
}

/** Rejects when nothing is left that could wake a module that still awaits. */
function endOfWork(name: string): Promise<never> {
  return new Promise((_, reject) => {
    process.once("beforeExit", () => reject(new CrosstiltError(`${name} awaits something that never happens`)));
  });
}

let prepared = false;

/** Whatever plugins do, stdout is ours alone, and what they throw after their turn is reported as any failure. */
function prepare(): void {
  if (prepared) return;
  prepared = true;
  globalThis.console = new Console(process.stderr);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  process.on("uncaughtException", (error) => {
    const stray = new CrosstiltError(
      `something threw outside of its turn, most likely a plugin or the config: ${reasonOf(error)}`,
    );
    reportFailure(stray, false);
    process.exit(exitCodes.failure);
  });
  const { registerHooks } = nodeModule as { registerHooks?: (hooks: { resolve: typeof resolveSync }) => void };
  if (registerHooks) registerHooks({ resolve: resolveSync });
  else nodeModule.register(new URL("./plugin-resolver.js", import.meta.url));
}
