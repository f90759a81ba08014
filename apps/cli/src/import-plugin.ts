import { Console } from "node:console";
import nodeModule, { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CrosstiltError } from "@crosstilt/core";
import { exitCodes, reasonOf, reportFailure } from "./failure.js";
import { resolveSync } from "./plugin-resolver.js";

/**
 * Imports a plugin: a path (`./my-loss.js`) or the name of an installed package.
 *
 * @throws when it cannot be found, throws on load, or never finishes loading; the error names the plugin.
 */
export async function importPlugin(plugin: string): Promise<Record<string, unknown>> {
  prepareForPlugins();
  const specifier = /^[./]|\.[cm]?js$/.test(plugin) ? pathToFileURL(resolve(plugin)).href : installed(plugin);
  try {
    return (await Promise.race([import(specifier), endOfWork()])) as Record<string, unknown>;
  } catch (error) {
    throw new CrosstiltError(`plugin ${plugin}: cannot be loaded: ${reasonOf(error)}. ${remedyFor(error)}.`);
  }
}

/** Packages are looked up from the user's folder, not from ours. */
function installed(name: string): string {
  try {
    return pathToFileURL(createRequire(resolve("package.json")).resolve(name)).href;
  } catch {
    return name;
  }
}

function remedyFor(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === "ERR_MODULE_NOT_FOUND") return "Check the path, or run npm install in its folder";
  if (code === "ERR_UNSUPPORTED_DIR_IMPORT") return "Name the file to load, such as ./dist/index.js, or the package";
  return "Repair the plugin, or leave it out";
}

/** Rejects when nothing is left that could wake a module that still awaits. */
function endOfWork(): Promise<never> {
  return new Promise((_, reject) => {
    process.once("beforeExit", () => reject(new Error("it awaits something that never happens")));
  });
}

let prepared = false;

/** Whatever plugins do, stdout is ours alone, and what they throw after their turn is reported as any failure. */
function prepareForPlugins(): void {
  if (prepared) return;
  prepared = true;
  globalThis.console = new Console(process.stderr);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  process.on("uncaughtException", (error) => {
    const stray = new CrosstiltError(`something threw outside of its turn, most likely a plugin: ${reasonOf(error)}`);
    reportFailure(stray, false);
    process.exit(exitCodes.failure);
  });
  const { registerHooks } = nodeModule as { registerHooks?: (hooks: { resolve: typeof resolveSync }) => void };
  if (registerHooks) registerHooks({ resolve: resolveSync });
  else nodeModule.register(new URL("./plugin-resolver.js", import.meta.url));
}
