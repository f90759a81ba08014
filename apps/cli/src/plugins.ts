import { addPlugin, type Catalogue, type CatalogueOptions, createCatalogue } from "@crosstilt/catalogue";
import { importPlugin } from "./import-plugin.js";

/** The built-in parts and those of the plugins named on the command line. */
export async function loadCatalogue(plugins: readonly string[], options?: CatalogueOptions): Promise<Catalogue> {
  const catalogue = createCatalogue(options);
  for (const plugin of plugins) addPlugin(catalogue, await importPlugin(plugin), plugin);
  return catalogue;
}
