import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { ADDON } from "./location.js";

interface KernelBackendModule {
  readonly NodeJSKernelBackend: new (addon: unknown, packageName: string) => tf.KernelBackend;
}

/** Whether a folder holds what `installNative` leaves behind. */
export const isInstalled = (folder: string): boolean => existsSync(join(folder, ADDON));

/** Registers the backend "tensorflow" with the kernels and the addon of an installation. */
export function registerInstallation(folder: string): void {
  const require = createRequire(join(folder, "package.json"));
  const addon = require(`./${ADDON}`);
  const { NodeJSKernelBackend } = require("@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js") as KernelBackendModule;
  require("@tensorflow/tfjs-node/dist/register_all_kernels.js");
  tf.registerBackend("tensorflow", () => new NodeJSKernelBackend(addon, "tfjs-node"), 3);
}
