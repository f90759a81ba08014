import type { HeapKernels } from "./heap.js";
import type { Infos, KernelInput } from "./replace-kernel.js";

/** 4 MiB: within them reading an exponential again is cheaper than forming it again. */
const entriesAtMost = 2 ** 20;

/** The exponentials of the last forward pass over a small score matrix, for its gradient. */
export interface ExponentialMemory {
  /** Where a forward pass may write them; 0 if they are too many. What was there before is forgotten. */
  place(input: KernelInput): number;
  /** Says that they were written. */
  claim(input: KernelInput): void;
  /** Where they are if these inputs were the last; else 0. */
  find(input: KernelInput): number;
}

/** One slot: a gradient mostly follows its own forward pass, and any other forms the exponentials again. */
export function exponentialMemory({ reserve }: HeapKernels): ExponentialMemory {
  let block = 0;
  let owner: readonly unknown[] = [];
  return {
    place: ({ inputs }) => {
      const { u, v } = inputs as Infos;
      owner = [];
      if (u.shape[0] * Math.ceil(v.shape[0] / 8) * 8 > entriesAtMost) return 0;
      block ||= reserve(4 * entriesAtMost);
      return block;
    },
    claim: (input) => {
      owner = identity(input);
    },
    find: (input) => {
      const wanted = identity(input);
      return owner.length > 0 && owner.every((part, i) => part === wanted[i]) ? block : 0;
    },
  };
}

/** Tensors are never written to, so inputs with the same data have the same scores. */
function identity({ inputs, attrs }: KernelInput): readonly unknown[] {
  const { u, v, scale, alpha, beta } = inputs as Infos;
  const { excludeDiagonal = false } = attrs as { excludeDiagonal?: boolean };
  return [...[u, v, scale, alpha, beta].map(({ dataId }) => dataId), excludeDiagonal];
}
