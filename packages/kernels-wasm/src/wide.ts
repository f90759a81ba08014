import { setFlagsFromString } from "node:v8";
import { wide, wideShared } from "#wide-binaries";
import { decode, type KernelBinary } from "./binary.js";

/** First fuses neighbouring 128-bit operations, the others have everything compiled by the optimising compiler at once. */
const flags = [
  ["--experimental-wasm-revectorize", "--no-experimental-wasm-revectorize"],
  ["--no-liftoff", "--liftoff"],
  ["--no-wasm-lazy-compilation", "--wasm-lazy-compilation"],
] as const;

/** Whether this engine can fuse: V8 for x86 as of Node 24. Others compute the same, slower. */
export function canFuse(): boolean {
  const { node, v8, bun } = process.versions;
  return process.arch === "x64" && v8 !== undefined && bun === undefined && Number.parseInt(node, 10) >= 24;
}

/** Compiles the wide kernels; where V8 can fuse neighbours it does so for this module alone. */
export function compileWide({ shared }: { shared: boolean }): KernelBinary {
  const compile = () => new WebAssembly.Module(decode(shared ? wideShared : wide));
  return { simd: "wide", shared, module: canFuse() ? withFlagsOfV8(compile) : compile() };
}

/** Sets the flags while `compile` runs: synchronously, so that nobody else compiles in between. The user's own flags stay. */
export function withFlagsOfV8<T>(compile: () => T): T {
  const own = new Set([...process.execArgv, ...(process.env.NODE_OPTIONS ?? "").split(" ")]);
  const changed = flags.filter(([flag]) => !own.has(flag));
  for (const [flag] of changed) setFlagsFromString(flag);
  try {
    return compile();
  } finally {
    for (const [, back] of changed) setFlagsFromString(back);
  }
}
