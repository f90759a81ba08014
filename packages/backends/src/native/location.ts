import { homedir } from "node:os";
import { join } from "node:path";

/** The published package whose addon is built; the last release there is. */
export const TFJS_NODE_VERSION = "4.22.0";

/** The file whose presence says that a folder holds a whole installation. */
export const ADDON = "tfjs_binding.node";

/**
 * Where `crosstilt doctor --install-native` installs and the node backend looks: the folder in the environment variable
 * `CROSSTILT_NATIVE`, or one in the user's cache folder (`XDG_CACHE_HOME`, by default `~/.cache`).
 *
 * @example
 * nativeFolder(); // /home/me/.cache/crosstilt/tfjs-node-4.22.0-linux-x64
 */
export function nativeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment.XDG_CACHE_HOME || join(homedir(), ".cache");
  const name = `tfjs-node-${TFJS_NODE_VERSION}-${process.platform}-${process.arch}`;
  return environment.CROSSTILT_NATIVE || join(cache, "crosstilt", name);
}
