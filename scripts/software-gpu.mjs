import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

const packages = createRequire(new URL("../packages/backends/package.json", import.meta.url));

/**
 * The environment in which Dawn finds the software adapter SwiftShader beside the machine's own: its driver and a Vulkan
 * loader ship with the Chromium of the browser tests, for Linux on x64. Empty elsewhere.
 */
export function softwareGpu() {
  if (process.platform !== "linux" || process.arch !== "x64") return {};
  const folder = unpack();
  const { LD_LIBRARY_PATH: libraries, VK_ADD_DRIVER_FILES: drivers } = process.env;
  const before = (path, others) => (others ? `${path}:${others}` : path);
  return {
    LD_LIBRARY_PATH: before(folder, libraries),
    VK_ADD_DRIVER_FILES: before(join(folder, "vk_swiftshader_icd.json"), drivers),
  };
}

function unpack() {
  const archive = join(dirname(packages.resolve("@sparticuz/chromium")), "../../bin/swiftshader.tar.br");
  const folder = new URL("../node_modules/.cache/swiftshader", import.meta.url).pathname;
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  spawnSync("tar", ["-x", "-C", unfinished], { input: brotliDecompressSync(readFileSync(archive)) });
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  return folder;
}
