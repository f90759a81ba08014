import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { addPlugin, type Catalogue, createCatalogue } from "@crosstilt/catalogue";
import { CrosstiltError } from "@crosstilt/core";

/** The built-in parts and those of the plugins named on the command line. */
export async function loadCatalogue(plugins: readonly string[]): Promise<Catalogue> {
  const catalogue = createCatalogue();
  for (const plugin of plugins) addPlugin(catalogue, await importPlugin(plugin), plugin);
  return catalogue;
}

/** A path (`./my-loss.js`) or the name of an installed package. */
async function importPlugin(plugin: string): Promise<Record<string, unknown>> {
  const specifier = /^[./]|\.[cm]?js$/.test(plugin) ? pathToFileURL(resolve(plugin)).href : installed(plugin);
  try {
    return (await import(specifier)) as Record<string, unknown>;
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    throw new CrosstiltError(`plugin ${plugin}: cannot be loaded: ${reason}. Check the path, or install the package.`);
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

/** The values of an option that may be given several times, read before the options of plugins are known. */
export function valuesOf(argv: readonly string[], flag: string): string[] {
  return argv.flatMap((word, i) => {
    if (word === flag && argv[i + 1] !== undefined) return [argv[i + 1]];
    return word.startsWith(`${flag}=`) ? [word.slice(flag.length + 1)] : [];
  });
}
