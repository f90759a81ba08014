import { addPlugin, type Catalogue, type CatalogueOptions, createCatalogue } from "@crosstilt/catalogue";
import { importPlugin } from "./import-plugin.js";

/** The built-in parts and those of the plugins named on the command line. */
export async function loadCatalogue(plugins: readonly string[], options?: CatalogueOptions): Promise<Catalogue> {
  const catalogue = createCatalogue(options);
  for (const plugin of plugins) addPlugin(catalogue, await importPlugin(plugin), plugin);
  return catalogue;
}

/** The values of an option that may be given several times, read before the options of plugins are known. */
export function valuesOf(argv: readonly string[], flag: string): string[] {
  return argv.flatMap((word, i) => {
    if (word === flag && argv[i + 1] !== undefined) return [argv[i + 1]];
    return word.startsWith(`${flag}=`) ? [word.slice(flag.length + 1)] : [];
  });
}
