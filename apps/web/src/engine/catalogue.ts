import { addPlugin, type Catalogue, createCatalogue } from "@crosstilt/catalogue";
import { type Entry, entryOf } from "../catalogue/entry.js";
import { importPlugin, type PluginSource } from "./plugin-module.js";

/** What became of a plugin: what it added, or why it added nothing. */
export interface PluginOutcome {
  readonly name: string;
  /** As `kind name`, kinds that no page chooses among included. */
  readonly added: readonly string[];
  readonly entries: readonly Entry[];
  readonly failure: string;
}

let current: Promise<Catalogue> = Promise.resolve(createCatalogue());

/** All parts that there are in the worker now, plugins included. */
export const catalogue = (): Promise<Catalogue> => current;

/** Makes a catalogue of the built-in parts and these plugins the current one; a plugin that fails leaves the others be. */
export async function setPlugins(plugins: readonly PluginSource[]): Promise<PluginOutcome[]> {
  const next = createCatalogue();
  const outcomes = plugins.reduce(
    async (before: Promise<PluginOutcome[]>, plugin) => [...(await before), await add(next, plugin)],
    Promise.resolve([]),
  );
  current = outcomes.then(() => next);
  return outcomes;
}

async function add(target: Catalogue, plugin: PluginSource): Promise<PluginOutcome> {
  const { name } = plugin;
  try {
    const added = addPlugin(target, await importPlugin(plugin), name);
    const all = [target.losses, target.metrics, target.encoders].flatMap((registry) => registry.all() as Definition[]);
    const entries = all.filter(({ kind, definition }) => added.includes(`${kind} ${definition.name}`));
    return { name, added, entries: entries.map((part) => entryOf(part, name)), failure: "" };
  } catch (error) {
    return { name, added: [], entries: [], failure: (error as Error).message };
  }
}

type Definition = Parameters<typeof entryOf>[0];
