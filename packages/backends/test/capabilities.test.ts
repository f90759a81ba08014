import { backendChecks, type Check } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { asynchronousBackends } from "../../../test/asynchronous-backends.js";
import { type BackendName, backendNames, useBackend, useBestBackend } from "../src/index.js";
import type { WasmBackend } from "../src/wasm/heap.js";
import { backendPage, report } from "./backend-page.js";

/** Backends by the names under which tfjs knows them. */
const tensorflowNames: Partial<Record<BackendName, string>> = { node: "tensorflow" };

async function failureOf({ run }: Check): Promise<Error | null> {
  try {
    await run();
    return null;
  } catch (error) {
    return error as Error;
  }
}

describe.each(asynchronousBackends)("the %s backend", (name) => {
  beforeAll(async () => {
    await useBackend(name);
  });
  const checks = backendChecks(tensorflowNames[name] ?? name);
  test.each(checks.map((check) => [check.name, check] as const))(
    "does what is documented: %s",
    async (title, check) => {
      const failure = await failureOf(check);
      if (report.capabilities[title]![name] === "passes") expect(failure).toBeNull();
      else expect(failure?.message).toMatch(/expected .*, received/);
    },
  );
});

test("the page in the documentation shows the last measurement", async () => {
  await expect(backendPage(report)).toMatchFileSnapshot("../../../docs/backends.md");
  expect(Object.keys(report.capabilities)).toEqual(backendChecks("cpu").map(({ name }) => name));
});

describe("the wasm backend", () => {
  beforeAll(async () => {
    await useBackend("wasm");
  });

  test("refuses a tensor beyond the heap and leaves the others alone", () => {
    const kept = tf.ones([16]);
    const backend = tf.backend() as unknown as WasmBackend & tf.KernelBackend;
    const blocks: tf.TensorInfo[] = [];
    // Memory that is never written to costs the machine nothing.
    const fill = () => {
      for (let i = 0; i < 40; i++) blocks.push(backend.makeOutput([2 ** 26], "float32"));
    };
    expect(fill).toThrow(/a tensor of 268435456 bytes: expected room on the WebAssembly heap.*smaller batch/);
    expect(Array.from(kept.dataSync())).toEqual(new Array(16).fill(1));
    for (const { dataId } of blocks) backend.disposeData(dataId);
    kept.dispose();
  });
});

describe("the chooser", () => {
  test("takes wasm where it works and says why", async () => {
    expect(await useBestBackend()).toMatchObject({ name: "wasm", why: expect.stringContaining("SIMD"), tried: [] });
  });

  test("refuses unknown names with the known ones", async () => {
    await expect(useBackend("gpu" as never)).rejects.toThrow(`one of ${backendNames.join(", ")}, received "gpu"`);
  });
});
