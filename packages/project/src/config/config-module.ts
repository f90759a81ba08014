import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { demand, describe, refusal } from "@crosstilt/core";
import { readBytes } from "@crosstilt/formats/node";
import type { ConfigText } from "./config-text.js";
import { defineConfig } from "./define-config.js";
import { placesInModule } from "./module-places.js";

/** Whether a config is a program: a module, in TypeScript or JavaScript, whose default export is the config. */
export const isConfigModule = (path: string): boolean => /\.[cm]?[jt]s$/.test(path);

/**
 * The config that a module exports. Refuses text that is no module, with line and column, and modules that throw or export
 * something else. `defineConfig` can be imported from `@crosstilt/project` wherever the module lies.
 */
export async function readConfigModule(path: string): Promise<ConfigText> {
  const placeOf = await placesInModule(new TextDecoder().decode(await readBytes(path)), path);
  const config = (await importModule(path)).default;
  demand(typeof config === "object" && config !== null && !Array.isArray(config), () => ({
    argument: path,
    expected: "a config as default export",
    received: typeof config === "function" ? "a function" : describe(config),
    remedy: "Write: export default defineConfig({ data: { u: …, v: … } })",
  }));
  return { value: config, placeOf };
}

/** Node 20 cannot read TypeScript by itself. */
async function importModule(path: string): Promise<{ default?: unknown }> {
  const { createJiti } = await import("jiti");
  const url = pathToFileURL(resolve(path)).href;
  const virtualModules = { "@crosstilt/project": { defineConfig } };
  const jiti = createJiti(url, { fsCache: false, moduleCache: false, interopDefault: false, virtualModules });
  try {
    return await jiti.import(url);
  } catch (error) {
    throw refusal({
      argument: path,
      expected: "a module that can be loaded",
      received: error instanceof Error ? error.message.split("\n")[0]! : `a throw of ${String(error)}`,
    });
  }
}
