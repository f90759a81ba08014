import { keptBytes } from "@crosstilt/kernels-wasm";
import type { HeapKernels } from "./heap.js";
import type { FormCall } from "./kernels/score-form.js";

/**
 * What is kept at most. With 256-bit vectors forming an exponential again costs less than fetching it, unless a cache holds it.
 */
const bytesAtMost = { wide: 4 * 2 ** 20, relaxed: 64 * 2 ** 20, plain: 64 * 2 ** 20 };

/** The exponentials of the last forward pass, as far as they fit, for its gradient. */
export interface ExponentialMemory {
  /** Where a forward pass may write them; 0 if they are too many. What was there before is forgotten. */
  place(call: FormCall): number;
  /** Says that they were written. */
  claim(call: FormCall): void;
  /** Where they are if these inputs were the last; else 0. */
  find(call: FormCall): number;
}

/** One slot: a gradient mostly follows its own forward pass, and any other forms the exponentials again. */
export function exponentialMemory(heap: HeapKernels): ExponentialMemory {
  const room = growingRoom(heap);
  let kept = 0;
  let owner: readonly unknown[] = [];
  return {
    place: ({ inputs: { u, v } }) => {
      owner = [];
      const bytes = keptBytes(u.shape[0]!, v.shape[0]!);
      kept = bytes > bytesAtMost[heap.kernels.simd] ? 0 : room(bytes);
      return kept;
    },
    claim: (input) => {
      owner = identity(input);
    },
    find: (input) => {
      const wanted = identity(input);
      return owner.length > 0 && owner.every((part, i) => part === wanted[i]) ? kept : 0;
    },
  };
}

/** A block, aligned to 64 bytes, that grows when more is asked for; 0 where the heap is full: nothing has to be kept. */
function growingRoom({ reserve, free }: HeapKernels): (bytes: number) => number {
  let [block, size] = [0, 0];
  return (bytes) => {
    if (bytes > size) {
      if (block > 0) free(block);
      block = reserve(bytes + 64);
      size = block > 0 ? bytes : 0;
    }
    return Math.ceil(block / 64) * 64;
  };
}

/** Tensors are never written to, so inputs with the same data have the same scores. */
function identity({ inputs: { u, v, scale, alpha, beta }, attrs }: FormCall): readonly unknown[] {
  return [...[u, v, scale, alpha, beta].map(({ dataId }) => dataId), attrs.excludeDiagonal ?? false];
}
