import { cpus } from "node:os";

/** What decides how the kernels may be compiled. */
export interface Host {
  readonly node: string;
  /** All of V8's version; "" where the engine is another one. */
  readonly v8: string;
  /** As in `process.arch`. */
  readonly arch: string;
  readonly processor: string;
}

/** The host of this process. Bun names a V8 it does not have. */
export function thisHost(): Host {
  const { v8, bun } = process.versions;
  return {
    node: process.version,
    v8: bun === undefined ? v8 : "",
    arch: process.arch,
    processor: cpus()[0]?.model ?? "unknown",
  };
}
