// Says once, before the suites that hold all backends to each other, which optional ones are tested and why the others are not.
import { execFileSync } from "node:child_process";
import type { TestProject } from "vitest/node";
import { softwareGpu } from "../scripts/software-gpu.mjs";
import { missingNative } from "./missing-native.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Why WebGPU is not tested; null where it is. */
    missingWebgpu: string | null;
  }
}

export default async function findOptionalBackends({ provide }: TestProject): Promise<void> {
  Object.assign(process.env, softwareGpu());
  const missing = { node: await missingNative(), webgpu: webgpuReason() };
  provide("missingWebgpu", missing.webgpu);
  for (const [name, reason] of Object.entries(missing))
    process.stdout.write(`backend ${name}: ${reason === null ? "tested" : `skipped, since ${reason}`}\n`);
}

/** In a process of its own: a driver that crashes takes nothing else along. */
function webgpuReason(): string | null {
  const code = 'import("@crosstilt/backends").then(({ useBackend }) => useBackend("webgpu"))';
  const root = new URL("..", import.meta.url);
  try {
    execFileSync(process.execPath, ["--input-type=module", "--eval", code], { cwd: root, stdio: "pipe" });
    return null;
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    return stderr?.toString().match(/backend "webgpu": .*/)?.[0] ?? (error as Error).message.split("\n")[0]!;
  }
}
