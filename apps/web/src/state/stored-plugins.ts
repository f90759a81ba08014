import type { PluginSource } from "../engine/plugin-module.js";

const key = "crosstilt-plugins";

/** The plugins that the reader added on this machine; none where storage is closed or damaged. */
export function storedPlugins(): PluginSource[] {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(stored) ? stored.filter(({ name }) => typeof name === "string") : [];
  } catch {
    return [];
  }
}

/** Remembers the plugins; where storage is closed they last until the page is left. */
export function storePlugins(plugins: readonly PluginSource[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(plugins));
  } catch {
    // Storage is closed or full.
  }
}
