// The installer with tools that only pretend: what it asks for, in which order, and what it leaves behind when cut off.
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { installNative, nativeFolder, nativeProblem } from "../src/install-native.js";

/** An addon that loads: any will do. */
const addon = createRequire(import.meta.url).resolve("@rollup/rollup-linux-x64-gnu");

let folder: string;
let into: string;
let libtensorflow: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "install-native-"));
  [into, libtensorflow] = [join(folder, "into"), join(folder, "libtensorflow")];
  await mkdir(join(folder, "bin"));
  await writeTool("npm", "mkdir -p node_modules");
  await writeTool("pip3", `mkdir -p wheel && cp -r ${libtensorflow} wheel/tensorflow`);
  await writeTool("c++", `cp ${addon} unverified.node`);
  for (const file of ["tensorflow/c/c_api.h", "tensorflow/c/eager/c_api.h", "tensorflow/core/platform/ctstring_internal.h"])
    await writeDeep(join(libtensorflow, "include", file));
  for (const name of ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"]) await writeDeep(join(libtensorflow, name));
  vi.stubEnv("PATH", `${join(folder, "bin")}:/bin`);
  vi.stubEnv("CXX", "");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});
