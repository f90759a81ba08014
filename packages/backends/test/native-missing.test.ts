// A native library that is missing or broken: one clear sentence, and wasm computes all the same.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { useBackend } from "../src/index.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "native-missing-"));
  vi.stubEnv("CROSSTILT_NATIVE", folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function sumOnWasm(): Promise<number> {
  await useBackend("wasm");
  return tf.tidy(() => tf.sum(tf.ones([3])).dataSync()[0])!;
}

const remedies =
  /crosstilt doctor --install-native, or npm install @tensorflow\/tfjs-node in your project, or use the wasm backend\.$/;

describe("the native backend", () => {
  test("that is missing says what to install, and wasm works", async () => {
    const failure = expect(useBackend("node")).rejects;
    await failure.toThrow(/^backend "node": expected @tensorflow\/tfjs-node with its native library, received /);
    await expect(useBackend("node")).rejects.toThrow(remedies);
    expect(await sumOnWasm()).toBe(3);
  });

  test("whose library is broken says so in one sentence, and wasm works", async () => {
    await writeFile(join(folder, "package.json"), "{}");
    await writeFile(join(folder, "tfjs_binding.node"), "damaged");
    const failure = await useBackend("node").catch((error: Error) => error.message);
    expect(failure).toMatch(/received .*tfjs_binding\.node: .+\. Run crosstilt/);
    expect(failure).toMatch(remedies);
    expect(failure).not.toContain("\n");
    expect(await sumOnWasm()).toBe(3);
  });
});
