import { availableParallelism } from "node:os";
import { compileBinary, createKernels } from "@crosstilt/kernels-wasm";
import { createKernelPool } from "@crosstilt/kernels-wasm/node";
import { createArena, type SearchKernels } from "./arena.js";

/** A scan is bound by the memory beyond these. */
const enoughThreads = 8;

/** The kernels that scan codes, on memory of their own for at least so many bytes; on one thread where others do not start. */
export async function searchKernels(
  bytes: number,
  threads = Math.min(availableParallelism(), enoughThreads),
): Promise<SearchKernels> {
  return (threads > 1 && (await onThreads(bytes, threads).catch(() => null))) || onOne(bytes);
}

async function onOne(bytes: number): Promise<SearchKernels> {
  const arena = createArena(bytes, false);
  return { arena, kernels: await createKernels({ ...arena, binary: await compileBinary({ simd: "plain" }) }) };
}

async function onThreads(bytes: number, threads: number): Promise<SearchKernels> {
  const arena = createArena(bytes, true);
  const binary = await compileBinary({ shared: true, simd: "plain" });
  return { arena, kernels: await createKernelPool({ ...arena, threads, binary }) };
}
