import { createKernels } from "@crosstilt/kernels-wasm";
import { createArena, type SearchKernels } from "./arena.js";

/** The kernels that scan codes, on memory of their own for at least so many bytes. */
export async function searchKernels(bytes: number): Promise<SearchKernels> {
  const arena = createArena(bytes, false);
  return { arena, kernels: await createKernels(arena) };
}
