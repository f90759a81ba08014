import builtIn from "virtual:catalogue";
import { useSyncExternalStore } from "react";
import type { PluginOutcome } from "../engine/catalogue.js";
import { startEngine } from "../engine/client.js";
import type { PluginSource } from "../engine/plugin-module.js";
import { storedPlugins, storePlugins } from "../state/stored-plugins.js";
import type { Entry, EntryKind } from "./entry.js";

/** The plugins and what they added. */
interface Plugins {
  readonly outcomes: readonly PluginOutcome[];
  readonly loading: boolean;
}

let state: Plugins = { outcomes: [], loading: false };
const listeners = new Set<() => void>();

function publish(next: Plugins): void {
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0 && state.outcomes.length === 0 && storedPlugins().length > 0) void loadPlugins();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Has the worker load what is stored. */
async function loadPlugins(sources: readonly PluginSource[] = storedPlugins()): Promise<void> {
  publish({ ...state, loading: true });
  const outcomes = await startEngine().setPlugins([...sources]);
  publish({ outcomes, loading: false });
}

/** The plugins, in the order they were added. */
export const usePlugins = (): Plugins => useSyncExternalStore(subscribe, () => state);

/** Adds a plugin, or replaces the one of its name; one that fails is shown with its message and not kept. */
export async function addPlugin(plugin: PluginSource): Promise<void> {
  const others = storedPlugins().filter(({ name }) => name !== plugin.name);
  await loadPlugins([...others, plugin]);
  const works = state.outcomes.some(({ name, failure }) => name === plugin.name && failure === "");
  if (works) storePlugins([...others, plugin]);
}

/** Forgets a plugin. */
export async function removePlugin(name: string): Promise<void> {
  const others = storedPlugins().filter((plugin) => plugin.name !== name);
  storePlugins(others);
  await loadPlugins(others);
}

/** All entries of a kind, the built-in ones first. */
export function useEntries(kind: EntryKind): readonly Entry[] {
  const { outcomes } = usePlugins();
  return [...builtIn, ...outcomes.flatMap(({ entries }) => entries)].filter((entry) => entry.kind === kind);
}
