import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CrosstiltError } from "@crosstilt/core";
import { reasonOf } from "./failure.js";
import { runForeign } from "./foreign-code.js";

/**
 * Imports a plugin: a path (`./my-loss.js`) or the name of an installed package.
 *
 * @throws when it cannot be found, throws on load, or never finishes loading; the error names the plugin.
 */
export async function importPlugin(plugin: string): Promise<Record<string, unknown>> {
  const specifier = specifierOf(plugin);
  try {
    return (await runForeign("it", () => import(specifier))) as Record<string, unknown>;
  } catch (error) {
    throw new CrosstiltError(`plugin ${plugin}: cannot be loaded: ${reasonOf(error)}. ${remedyFor(error)}.`);
  }
}

/** What a plugin is imported by: the address of its file, or, where none is found, its name. */
export const specifierOf = (plugin: string): string =>
  /^[./]|\.[cm]?js$/.test(plugin) ? pathToFileURL(resolve(plugin)).href : installed(plugin);

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
