import { refusal } from "@crosstilt/core";

/** What `useBackend` does for WebGPU in a bundle: only a page that imports its entry brings the kernels along. */
export async function useWebgpu(): Promise<string> {
  throw refusal({
    argument: 'backend "webgpu"',
    expected: "its own entry, which needs @tensorflow/tfjs-backend-webgpu",
    received: "the chooser of @crosstilt/backends",
    remedy: 'import { useWebgpu } from "@crosstilt/backends/webgpu" and call it',
  });
}
