import type { Kernel } from "@crosstilt/core";
import { kernels } from "./kernels.js";

/** The name of a built-in kernel. */
export type KernelName = (typeof kernels)[number]["definition"]["name"];

const choices = kernels.map(({ definition }) => definition.name) as readonly KernelName[];
const kernel = { type: "choice", part: "kernel", choices, default: "gaussian" } as const;
const bandwidth = { type: "number", default: "median", above: 0, keywords: ["median"] } as const;

/** Options of both modalities' kernels; a built-in kernel by name, or any that `defineKernel` made. */
export const sampleKernelOptions = {
  kernelU: { ...kernel, description: "kernel on samples of u" },
  kernelV: { ...kernel, description: "kernel on samples of v" },
  bandwidthU: { ...bandwidth, description: "bandwidth ℓ of the kernel on u; median: of the distances in the batch" },
  bandwidthV: { ...bandwidth, description: "bandwidth ℓ of the kernel on v; median: of the distances in the batch" },
} as const;

/** The kernel that an option names or is. */
export function kernelOf(option: KernelName | Kernel): Kernel {
  if (typeof option !== "string") return option;
  return kernels.find(({ definition }) => definition.name === option)!();
}
