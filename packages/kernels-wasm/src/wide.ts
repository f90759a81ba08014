import { wide, wideShared } from "#wide-binaries";
import { decode, type KernelBinary } from "./binary.js";
import { withFlags } from "./v8-flags.js";

/** The wide kernels as base64, for memory of its own and for shared memory. */
export interface WideKernels {
  readonly own: string;
  readonly shared: string;
}

/** The wide kernels of this package. */
export const wideKernels: WideKernels = { own: wide, shared: wideShared };

/** Compiles the wide kernels; under flags of V8 that fuse neighbours they are fast, under none as right and slower. */
export function compileWide(
  { shared }: { shared: boolean },
  flags: readonly string[],
  kernels: WideKernels = wideKernels,
): KernelBinary {
  const bytes = decode(shared ? kernels.shared : kernels.own);
  return { simd: "wide", shared, module: withFlags(flags, () => new WebAssembly.Module(bytes)) };
}
