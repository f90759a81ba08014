import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { backendNames, useBackend, useBestBackend } from "../src/index.js";
import type { WasmBackend } from "../src/wasm/heap.js";
import { evaluateOperation, operations } from "./operations.js";

const expected = new Map<string, number[]>();
const verdicts = new Map<string, string>();

beforeAll(async () => {
  await useBackend("cpu");
  for (const operation of operations) expected.set(operation.name, evaluateOperation(operation));
  await useBackend("wasm");
});

describe("the wasm backend", () => {
  test.each(operations.map((operation) => [operation.name, operation] as const))(
    "computes %s and its gradients as the cpu backend does",
    (name, operation) => {
      const [actual, reference] = [evaluateOperation(operation), expected.get(name)!];
      const error = Math.max(...actual.map((value, i) => Math.abs(value - reference[i])));
      expect(actual).toHaveLength(reference.length);
      expect(error).toBeLessThan(1e-4);
      verdicts.set(name, "value and gradient");
    },
  );

  test("sums a million numbers to float32 precision", () => {
    const total = tf.tidy(() => tf.sum(tf.fill([1000, 1000], 0.1)).dataSync()[0]);
    expect(Math.abs(total / (1e6 * Math.fround(0.1)) - 1)).toBeLessThan(1e-6);
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

  test("the capability table in the documentation is up to date", async () => {
    const rows = operations.map(({ name }) => `| ${name} | reference | ${verdicts.get(name) ?? "missing"} |`);
    const table = ["| operation | cpu | wasm |", "|---|---|---|", ...rows].join("\n");
    const text = `# Backends\n\nWhat training needs of a backend; written by the tests of \`@crosstilt/backends\`.\n\n${table}\n`;
    await expect(text).toMatchFileSnapshot("../../../docs/backends.md");
  });
});

describe("the chooser", () => {
  test("takes wasm where it works and says why", async () => {
    expect(await useBestBackend()).toMatchObject({ name: "wasm", why: expect.stringContaining("SIMD"), tried: [] });
  });

  test("refuses unknown names with the known ones", async () => {
    await expect(useBackend("gpu" as never)).rejects.toThrow(`one of ${backendNames.join(", ")}, received "gpu"`);
  });

  test("says in one sentence what a missing native backend needs", async () => {
    await expect(useBackend("node")).rejects.toThrow(/npm install @tensorflow\/tfjs-node.*or use the wasm backend/);
  });
});
