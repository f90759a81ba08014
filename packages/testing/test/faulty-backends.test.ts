import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../test/backends.js";
import { checkBackend } from "../src/index.js";

test("without a loaded backend the suites say how to get one", async () => {
  await expect(checkBackend("wasm")).rejects.toThrow(/at least one loaded backend, received none. Call useBestBackend/);
});

describe("checkBackend", () => {
  beforeAll(async () => {
    await useBackend("cpu");
    // A backend whose hyperbolic tangent is a little off, and whose average pooling is missing.
    tf.registerBackend("faulty", () => tf.findBackend("cpu"), 0);
    tf.copyRegisteredKernels("cpu", "faulty");
    tf.unregisterKernel("Tanh", "faulty");
    tf.unregisterKernel("AvgPool", "faulty");
    const { kernelFunc } = tf.getKernel("Tanh", "cpu");
    const scaled: tf.KernelFunc = (context) => {
      const result = kernelFunc(context) as tf.TensorInfo;
      const values = (context.backend as tf.KernelBackend).readSync(result.dataId) as Float32Array;
      values.forEach((value, i) => {
        values[i] = 1.01 * value;
      });
      return result;
    };
    tf.registerKernel({ kernelName: "Tanh", backendName: "faulty", kernelFunc: scaled });
  });

  test("names the operations that are wrong or missing, and leaves the earlier backend current", async () => {
    const message = await checkBackend("faulty").catch((error: Error) => error.message);
    expect(message).toMatch(
      /^backend "faulty" violates 2 of \d+ checks:\n- tanh: value\[0\]: expected [-\d.]+, received/,
    );
    expect(message).toMatch(/- avgPool: .*AvgPool/);
    expect(tf.getBackend()).toBe("cpu");
  });

  test("refuses a name that nobody registered", async () => {
    await expect(checkBackend("quantum")).rejects.toThrow(/"quantum", where cpu, faulty are loaded. Load it first/);
  });
});
