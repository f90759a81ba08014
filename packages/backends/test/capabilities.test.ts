import { backendChecks } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { backendNames, useBackend, useBestBackend } from "../src/index.js";
import type { WasmBackend } from "../src/wasm/heap.js";

/** The backends that every machine has. */
const everywhere = ["cpu", "wasm"] as const;
const passed = new Set<string>();

describe.each(everywhere)("the %s backend", (name) => {
  beforeAll(async () => {
    await useBackend(name);
  });
  test.each(backendChecks(name).map((check) => [check.name, check] as const))("passes: %s", async (title, check) => {
    await check.run();
    passed.add(`${name} ${title}`);
  });
});

test("the capability table in the documentation is up to date", async () => {
  const verdict = (title: string) => (name: string) => (passed.has(`${name} ${title}`) ? "passes" : "fails");
  const rows = backendChecks("cpu").map(({ name: title }) => [title, ...everywhere.map(verdict(title))]);
  const table = [["check", ...everywhere], ["---", ...everywhere.map(() => "---")], ...rows];
  const text = [
    "# Backends",
    "",
    "What training needs of a backend: values and gradients against float64 loops, by `checkBackend` of",
    "`@crosstilt/testing`; written by the tests of `@crosstilt/backends`.",
    "",
    ...table.map((row) => `| ${row.join(" | ")} |`),
    "",
  ].join("\n");
  await expect(text).toMatchFileSnapshot("../../../docs/backends.md");
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
