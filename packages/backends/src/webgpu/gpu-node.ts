import { refusal } from "@crosstilt/core";
import { importPeer } from "../import-peer.js";

/** Dawn, by the npm package `webgpu`. */
export async function findGpu(): Promise<GPU> {
  try {
    const { create, globals } = await importPeer<typeof import("webgpu")>("webgpu");
    const gpu = create([]);
    installGlobals(gpu, globals);
    return gpu;
  } catch (error) {
    throw refusal({
      argument: 'backend "webgpu"',
      expected: "the package webgpu",
      received: (error as Error).message.split("\n")[0]!,
      remedy: "Run npm install webgpu @tensorflow/tfjs-backend-webgpu in your project, or use the wasm backend",
    });
  }
}

/** The kernels expect a browser's `navigator.gpu` and constants; Node 20 has no `navigator`, later ones have one without. */
function installGlobals(gpu: GPU, globals: object): void {
  Object.assign(globalThis, globals);
  const node = globalThis.navigator ?? { userAgent: `Node.js/${process.versions.node.split(".")[0]}` };
  Object.defineProperty(node, "gpu", { value: gpu, configurable: true });
  Object.defineProperty(globalThis, "navigator", { value: node, configurable: true });
}

/** The package `@tensorflow/tfjs-backend-webgpu` of the application. */
export const importKernels = () =>
  importPeer<typeof import("@tensorflow/tfjs-backend-webgpu")>("@tensorflow/tfjs-backend-webgpu");
