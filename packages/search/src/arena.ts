import type { Heap, Kernels } from "@crosstilt/kernels-wasm";

/** Kernels with the memory they compute on. */
export interface SearchKernels {
  readonly arena: Heap;
  readonly kernels: Pick<Kernels, "screen" | "threads" | "dispose">;
}

const PAGE = 65_536;
const PAGES = 65_536;
/** Address 0 stands for no room. */
const FIRST = 64;

/**
 * Memory whose blocks lie behind each other; it grows when it is full, and only the last block can be given back. That is all that codes,
 * which stay, and the scratch memory of a scan ask for.
 *
 * @throws RangeError when there is no such memory.
 */
export function createArena(bytes: number, shared: boolean): Heap {
  const initial = Math.ceil((FIRST + bytes) / PAGE);
  const memory = new WebAssembly.Memory({ initial, maximum: PAGES, shared });
  let top = FIRST;
  let last = 0;
  return {
    memory,
    allocate(size) {
      const end = Math.ceil((top + size) / 64) * 64;
      const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
      if (missing > 0 && !grown(memory, missing)) return 0;
      last = top;
      top = end;
      return last;
    },
    free(pointer) {
      if (pointer === last) top = pointer;
    },
  };
}

function grown(memory: WebAssembly.Memory, pages: number): boolean {
  try {
    memory.grow(pages);
    return true;
  } catch {
    return false;
  }
}
