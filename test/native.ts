// Says once, before all tests, whether they also run on the native backend, and why not.
import { nativeProblem } from "@crosstilt/backends/install-native";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    nativeProblem: string | null;
  }
}

export default async function reportNative({ provide }: TestProject): Promise<void> {
  const problem = await nativeProblem();
  provide("nativeProblem", problem);
  const verdict = problem === null ? "tested" : `skipped, since ${problem} (npm run test:native does it)`;
  process.stdout.write(`backend node (tfjs-node): ${verdict}\n`);
}
