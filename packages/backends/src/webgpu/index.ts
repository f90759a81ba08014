import { demand, refusal } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { findGpu, importKernels } from "#gpu";
import { sumInBlocks } from "../long-sums.js";
import { activate, quieten } from "../prepare.js";

const NAME = "webgpu";

/** What large tensors need beyond the limits that every device grants. */
const raisedLimits = [
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
] as const;

/**
 * Makes WebGPU current, on the adapter of the browser or, in Node, of the optional package `webgpu` (Dawn); the kernels are
 * those of the optional package `@tensorflow/tfjs-backend-webgpu`. Returns the adapter's name. Numbers can be read
 * asynchronously everywhere (`await tensor.data()`), synchronously only in browsers.
 *
 * @throws when a package is missing, or the machine has no adapter.
 * @example
 * const adapter = await useWebgpu();
 */
export async function useWebgpu(): Promise<string> {
  if (!running) running = await start();
  await activate(NAME);
  return running;
}

let running: string | undefined;

async function start(): Promise<string> {
  quieten();
  const adapter = await findAdapter();
  const { WebGPUBackend } = await loadKernels();
  const requiredLimits = Object.fromEntries(raisedLimits.map((name) => [name, adapter.limits[name]]));
  const requiredFeatures = adapter.features.has("timestamp-query") ? ["timestamp-query" as const] : [];
  const device = await adapter.requestDevice({ requiredLimits, requiredFeatures });
  // In browsers the package registers a factory of its own, which fails without a reason where there is no adapter.
  if (NAME in tf.engine().registryFactory) tf.removeBackend(NAME);
  tf.registerBackend(NAME, () => new WebGPUBackend(device, adapter.info), 3);
  sumInBlocks(NAME);
  const { vendor, architecture, description } = adapter.info;
  return description || `${vendor} ${architecture}`;
}

async function findAdapter(): Promise<GPUAdapter> {
  const adapter = await (await findGpu()).requestAdapter({ powerPreference: "high-performance" });
  demand(adapter !== null, () => ({
    argument: 'backend "webgpu"',
    expected: "a GPU adapter",
    received: "none",
    remedy: "Install the GPU's driver (Vulkan on Linux), or use the wasm backend",
  }));
  return adapter;
}

async function loadKernels() {
  try {
    return await importKernels();
  } catch (error) {
    throw refusal({
      argument: 'backend "webgpu"',
      expected: "@tensorflow/tfjs-backend-webgpu",
      received: (error as Error).message.split("\n")[0]!,
      remedy: "Run npm install @tensorflow/tfjs-backend-webgpu in your project, or use the wasm backend",
    });
  }
}
