import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CrosstiltError } from "@crosstilt/core";
import { acceptAddon, addonLoads, buildAddon, fetchPackages } from "./addon.js";
import { JOURNAL, openJournal, type RunStage } from "./journal.js";
import { fetchLibtensorflow, findLibtensorflow, WHEEL } from "./libtensorflow.js";
import { isInstalled } from "./load.js";
import { ADDON, nativeFolder, TFJS_NODE_VERSION } from "./location.js";
import { withLock } from "./lock.js";
import { findRequirements, type Tools } from "./requirements.js";

export interface InstallOptions {
  /** An unpacked libtensorflow archive, or an installed Python package `tensorflow`; default: PyPI's, by your pip. */
  readonly libtensorflow?: string;
  /** Where to; default {@link nativeFolder}. Elsewhere, name it in `CROSSTILT_NATIVE` for the backend to find it. */
  readonly into?: string;
  /** Called with a line when a stage begins. */
  readonly report?: (line: string) => void;
}

export interface NativeInstallation {
  readonly folder: string;
  /** Where the C library came from. */
  readonly libtensorflow: string;
}

/**
 * Installs what the backend "node" needs where tfjs-node's own install script cannot: the published packages from npm, and
 * their addon compiled against a libtensorflow of yours or of PyPI. A run that was cut off is resumed by the next; the
 * backend sees nothing of it before the addon has been loaded once. Linux only.
 *
 * @throws before anything is done when something is missing, with one sentence for each thing.
 * @example
 * const { folder } = await installNative({ report: console.log });
 */
export async function installNative(options: InstallOptions = {}): Promise<NativeInstallation> {
  const folder = resolve(options.into ?? nativeFolder());
  const { tools, missing } = await findRequirements(folder, options.libtensorflow);
  if (missing.length > 0) throw new CrosstiltError(missing.join("\n"));
  return withLock(`${folder}.lock`, async () => {
    if (await isBroken(folder)) await rm(folder, { recursive: true });
    await runStages(await openJournal(folder), tools, folder, options);
    return { folder, libtensorflow: options.libtensorflow ?? WHEEL.requirement };
  });
}

/** Whether an installation of ours no longer loads, since its library went away or was damaged. */
const isBroken = async (folder: string) =>
  existsSync(join(folder, JOURNAL)) && isInstalled(folder) && !(await addonLoads(folder));

async function runStages(run: RunStage, tools: Tools, folder: string, options: InstallOptions): Promise<void> {
  const { libtensorflow, report = () => {} } = options;
  const source = libtensorflow ? resolve(libtensorflow) : join(folder, "libtensorflow");
  const origin = libtensorflow ? source : WHEEL.requirement;
  const packages = async () => {
    report(`1/4 @tensorflow/tfjs-node ${TFJS_NODE_VERSION} from npm`);
    await fetchPackages(tools, folder);
  };
  const library = async () => {
    report(`2/4 libtensorflow from ${libtensorflow ? source : `PyPI (${WHEEL.requirement}, ${WHEEL.megabytes} MB)`}`);
    if (!libtensorflow) await fetchLibtensorflow(tools.pip, folder, source);
  };
  const addon = async () => {
    report("3/4 compiling the addon");
    await buildAddon(tools, folder, findLibtensorflow(source));
    report("4/4 loading it once");
    await acceptAddon(folder);
  };
  await run({ name: "packages", key: TFJS_NODE_VERSION, product: join(folder, "node_modules"), work: packages });
  await run({ name: "libtensorflow", key: origin, product: source, work: library });
  await run({ name: "addon", key: origin, product: join(folder, ADDON), work: addon });
}
