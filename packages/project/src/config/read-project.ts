import { dirname } from "node:path";
import { type Catalogue, createCatalogue } from "@crosstilt/catalogue";
import { demand } from "@crosstilt/core";
import { type ProjectConfig, resolveConfig } from "./config.js";
import { absoluteConfig, absolutePlugins, readConfigFile } from "./config-file.js";

/** Gives the parts that can be named: the built-in ones and those of the plugins (absolute files, or packages). */
export type LoadCatalogue = (plugins: readonly string[]) => Promise<Catalogue>;

/** A config with absolute files, and what its names stand for. */
export interface Project {
  readonly config: ProjectConfig;
  readonly catalogue: Catalogue;
}

/**
 * The project of a config file. Refuses what a config may not say with file, line and column.
 *
 * @param load by default built-in parts only; configs with plugins are refused then.
 * @example
 * const { config, catalogue } = await readProject("config.yaml");
 * await train(config, "runs/1", { catalogue });
 */
export async function readProject(path: string, load: LoadCatalogue = builtInOnly): Promise<Project> {
  const { value, placeOf } = await readConfigFile(path);
  const folder = dirname(path);
  const catalogue = await load(absolutePlugins(pluginsOf(value), folder));
  return { config: absoluteConfig(resolveConfig(value, catalogue, placeOf), folder), catalogue };
}

/** The catalogue of the built-in parts; refuses plugins, which need a way to be imported. */
export const builtInOnly: LoadCatalogue = async (plugins) => {
  demand(plugins.length === 0, () => ({
    argument: "plugins",
    expected: "none, since only built-in parts are loaded",
    received: plugins.join(", "),
    remedy: "Pass a function that imports them and calls addPlugin",
  }));
  return createCatalogue();
};

/** The plugins that a config names, before it is checked; what is none is left to that check. */
function pluginsOf(value: unknown): string[] {
  const { plugins = [] } = (value ?? {}) as { plugins?: unknown };
  return [plugins].flat().filter((name): name is string => typeof name === "string");
}
