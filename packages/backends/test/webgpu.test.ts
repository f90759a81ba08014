// What WebGPU says where something is missing; what it computes is held by capabilities.test.ts.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findGpu } from "../src/webgpu/gpu-browser.js";

const begin = async () => (await import("../src/index.js")).useBackend("webgpu");

beforeEach(() => vi.resetModules());
afterEach(() => {
  vi.doUnmock("webgpu");
  vi.unstubAllGlobals();
});

describe("the WebGPU backend", () => {
  test("asks for the package in Node where it is missing", async () => {
    vi.doMock("webgpu", () => {
      throw new Error("Cannot find package 'webgpu'");
    });
    await expect(begin()).rejects.toThrow(
      /the package webgpu, received .* Run npm install webgpu .*or use the wasm backend/,
    );
  });

  test("says that there is no adapter", async () => {
    vi.doMock("webgpu", () => ({ create: () => ({ requestAdapter: async () => null }), globals: {} }));
    await expect(begin()).rejects.toThrow(/expected a GPU adapter, received none\. Install the GPU's driver/);
  });

  test("says what a browser lacks, and takes what it has", async () => {
    vi.stubGlobal("navigator", {});
    await expect(findGpu()).rejects.toThrow(/expected a browser with WebGPU, on a page served by https/);
    const gpu = {};
    vi.stubGlobal("navigator", { gpu });
    expect(await findGpu()).toBe(gpu);
  });
});
