import { CrosstiltError, checkDefinition, type Definable, demand, describe, type Registry } from "@crosstilt/core";
import type { Catalogue } from "./catalogue.js";

/**
 * Adds what a plugin module exports: every loss, metric, encoder, kernel and data set made by a `define…` function. All
 * or nothing: when one definition is refused, none is added.
 *
 * @returns the names that were added, as `kind name`.
 * @throws when the module exports none, a definition could not work, or a name is taken.
 * @example
 * addPlugin(catalogue, await import("./my-loss.js"), "./my-loss.js");
 */
export function addPlugin(catalogue: Catalogue, module: Readonly<Record<string, unknown>>, source: string): string[] {
  const registries: Readonly<Record<string, Registry<Definable>>> = Object.fromEntries(
    Object.values(catalogue).map((registry) => [registry.kind, registry]),
  );
  const found = [...new Set(Object.values(module).filter(isDefinable))].filter(({ kind }) => kind in registries);
  try {
    demand(found.length > 0, () => ({
      argument: "exports",
      expected: `at least one ${Object.keys(registries).join(", ")} made by a define function of @crosstilt/core`,
      received:
        Object.entries(module)
          .map(([name, value]) => `${name}: ${describe(value)}`)
          .join(", ") || "nothing",
    }));
    for (const definable of found) checkDefinition(definable);
    demandFreeNames(found, registries);
  } catch (error) {
    throw new CrosstiltError(`plugin ${source}: ${(error as Error).message}`);
  }
  for (const definable of found) registries[definable.kind]!.add(definable);
  return found.map(({ kind, definition }) => `${kind} ${definition.name}`);
}

function demandFreeNames(found: readonly Definable[], registries: Readonly<Record<string, Registry<Definable>>>): void {
  const taken = new Set(
    Object.entries(registries).flatMap(([kind, all]) => all.names().map((name) => `${kind} ${name}`)),
  );
  for (const { kind, definition } of found) {
    const name = `${kind} ${definition.name}`;
    demand(!taken.has(name), () => ({
      argument: `${kind} name`,
      expected: "a name that is not taken",
      received: `"${definition.name}", which exists already`,
      remedy: "Rename the plugin's definition",
    }));
    taken.add(name);
  }
}

function isDefinable(value: unknown): value is Definable {
  const { kind, definition } = (value ?? {}) as Partial<Definable>;
  return typeof value === "function" && typeof kind === "string" && typeof definition?.name === "string";
}
