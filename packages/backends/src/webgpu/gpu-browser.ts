import { refusal } from "@crosstilt/core";

/** The browser's WebGPU. */
export async function findGpu(): Promise<GPU> {
  if (globalThis.navigator?.gpu) return navigator.gpu;
  throw refusal({
    argument: 'backend "webgpu"',
    expected: "a browser with WebGPU, on a page served by https or from localhost",
    received: "none",
    remedy: "Use the wasm backend",
  });
}

/** The package `@tensorflow/tfjs-backend-webgpu`, as a part of the bundle. */
export const importKernels = () => import("@tensorflow/tfjs-backend-webgpu");
