import { rename, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { runCommand, succeeds } from "./command.js";
import type { Libtensorflow } from "./libtensorflow.js";
import { ADDON, TFJS_NODE_VERSION } from "./location.js";
import type { Tools } from "./requirements.js";

const UNVERIFIED = "unverified.node";

/** tfjs-node asks for the union package, 308 MB, of which its kernels use what tfjs-core holds. */
const manifest = {
  private: true,
  dependencies: {
    "@tensorflow/tfjs-core": TFJS_NODE_VERSION,
    "@tensorflow/tfjs-node": TFJS_NODE_VERSION,
    "node-api-headers": "1.9.0",
  },
  overrides: { "@tensorflow/tfjs": `npm:@tensorflow/tfjs-core@${TFJS_NODE_VERSION}` },
};

/** Gets the published packages from the user's npm registry, without running the script that downloads libtensorflow. */
export async function fetchPackages({ npm }: Tools, folder: string): Promise<void> {
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--prefer-offline"];
  await runCommand("packages from npm", [...npm, "install", ...flags], folder);
}

/** Compiles the published addon. It uses the stable Node-API alone, so one build serves every Node there is. */
export async function buildAddon({ compiler }: Tools, folder: string, { include, libraries }: Libtensorflow) {
  const modules = join(folder, "node_modules");
  const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((file) =>
    join(modules, "@tensorflow/tfjs-node/binding", file),
  );
  const includes = [join(modules, "node-api-headers/include"), include].map((path) => `-I${path}`);
  const runPaths = [...new Set(libraries.map(dirname))].map((path) => `-Wl,-rpath,${runPath(folder, path)}`);
  const flags = ["-std=c++17", "-O2", "-fPIC", "-shared", "-DNAPI_VERSION=8", ...includes];
  const output = join(folder, UNVERIFIED);
  await runCommand("the addon", [...compiler, ...flags, ...sources, "-o", output, ...libraries, ...runPaths], folder);
}

/** A library inside the installation is found beside the addon, wherever the folder goes. */
function runPath(folder: string, path: string): string {
  const inside = relative(folder, path);
  return inside.startsWith("..") ? path : join("$ORIGIN", inside);
}

/** Makes the addon visible to the backend once it has been loaded. */
export async function acceptAddon(folder: string): Promise<void> {
  await runCommand("libtensorflow with the addon", loading(folder, UNVERIFIED), folder);
  await rename(join(folder, UNVERIFIED), join(folder, ADDON));
}

/** Whether the installed addon starts libtensorflow. */
export const addonLoads = (folder: string): Promise<boolean> => succeeds(loading(folder, ADDON));

/** In a process of its own: where libtensorflow crashes, nothing else does. */
const loading = (folder: string, addon: string) => [
  process.execPath,
  "--eval",
  `require(${JSON.stringify(join(folder, addon))})`,
];
