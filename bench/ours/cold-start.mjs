import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A whole process of the built command line. */
export function prepare() {
  const bin = join(dirname(createRequire(import.meta.url).resolve("crosstilt/package.json")), "bin/crosstilt.js");
  const run = () => {
    const { status, stderr } = spawnSync(process.execPath, [bin, "--version"], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  };
  return { run, memoryMB: null };
}
