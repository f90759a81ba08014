import { addonLoads } from "./addon.js";
import { isInstalled } from "./load.js";
import { nativeFolder } from "./location.js";

/**
 * Why the backend "node" cannot be had from a folder, in one sentence, or null where it can; tried in a process of its own.
 *
 * @example
 * const problem = await nativeProblem(); // null, or "there is no tfjs-node in …: run crosstilt doctor --install-native"
 */
export async function nativeProblem(folder: string = nativeFolder()): Promise<string | null> {
  const remedy = "run crosstilt doctor --install-native";
  if (!isInstalled(folder)) return `there is no tfjs-node in ${folder}: ${remedy}`;
  return (await addonLoads(folder)) ? null : `the tfjs-node in ${folder} does not load: ${remedy}`;
}
