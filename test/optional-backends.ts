// Says once, before all tests, which backends that not every machine has are tested, and why the others are not.
import { execFileSync } from "node:child_process";
import { nativeProblem } from "@crosstilt/backends/install-native";
import type { TestProject } from "vitest/node";
import { softwareGpu } from "../scripts/software-gpu.mjs";

export type OptionalBackend = "node" | "webgpu";

declare module "vitest" {
  interface ProvidedContext {
    /** Why a backend is not tested; null where it is. */
    missingBackends: Readonly<Record<OptionalBackend, string | null>>;
  }
}

export default async function findOptionalBackends({ provide }: TestProject): Promise<void> {
  Object.assign(process.env, softwareGpu());
  const missing = { node: await nativeReason(), webgpu: webgpuReason() };
  provide("missingBackends", missing);
  for (const [name, reason] of Object.entries(missing))
    process.stdout.write(`backend ${name}: ${reason === null ? "tested" : `skipped, since ${reason}`}\n`);
}

async function nativeReason(): Promise<string | null> {
  const problem = await nativeProblem();
  return problem && `${problem} (npm run test:native does so)`;
}

/** In a process of its own: a driver that crashes takes nothing else along. */
function webgpuReason(): string | null {
  const code = 'import("@crosstilt/backends").then(({ useBackend }) => useBackend("webgpu"))';
  const root = new URL("..", import.meta.url);
  try {
    execFileSync(process.execPath, ["--input-type=module", "--eval", code], {
      cwd: root,
      stdio: "pipe",
      timeout: 30_000,
    });
    return null;
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    return stderr?.toString().match(/backend "webgpu": .*/)?.[0] ?? (error as Error).message.split("\n")[0];
  }
}
