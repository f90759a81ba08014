import { addPlugin, type Catalogue, createCatalogue, type DatasetFactory } from "@crosstilt/catalogue";
import { importPlugin } from "./import-plugin.js";

/** The data sets that come with the command line. */
async function builtInDatasets(): Promise<readonly DatasetFactory[]> {
  const [{ gaussianProcessPairs }, { mnist }, { ocean }] = await Promise.all([
    import("@crosstilt/dataset-gaussian-process"),
    import("@crosstilt/dataset-mnist"),
    import("@crosstilt/dataset-ocean"),
  ]);
  return [gaussianProcessPairs, mnist, ocean] as readonly DatasetFactory[];
}

/** The built-in parts and those of the plugins named on the command line. */
export async function loadCatalogue(plugins: readonly string[]): Promise<Catalogue> {
  const catalogue = createCatalogue({ datasets: await builtInDatasets() });
  for (const plugin of plugins) addPlugin(catalogue, await importPlugin(plugin), plugin);
  return catalogue;
}
