import { expect } from "vitest";
import { createKernels, type Kernels, type KernelsOptions } from "../src/index.js";
import { enableRelaxedSimd } from "../src/node.js";

enableRelaxedSimd();

const guard = 64;
const poison = 0xab;

/** A heap with poisoned bands around every block: a kernel that writes outside its output is caught. */
function createHeap(megabytes = 16) {
  const memory = new WebAssembly.Memory({ initial: megabytes * 16 });
  const bytes = new Uint8Array(memory.buffer);
  const blocks: { pointer: number; size: number }[] = [];
  let top = 1024;
  const allocate = (size: number) => {
    const pointer = top + guard;
    top = Math.ceil((pointer + size + guard) / 4) * 4;
    if (top > bytes.length) return 0;
    bytes.fill(poison, pointer - guard, top);
    blocks.push({ pointer, size });
    return pointer;
  };
  const put = (values: ArrayLike<number>) => {
    const pointer = allocate(values.length * 4);
    new Float32Array(memory.buffer, pointer, values.length).set(values);
    return pointer;
  };
  /** Room for so many floats, full of NaN. */
  const room = (count: number) => put(new Float32Array(count).fill(Number.NaN));
  const take = (pointer: number, count: number) => new Float32Array(memory.buffer, pointer, count).slice();
  const checkGuards = () => {
    for (const { pointer, size } of blocks)
      for (const at of [pointer - guard, pointer + size])
        expect(
          bytes.subarray(at, at + guard).every((byte) => byte === poison),
          "guard band intact",
        ).toBe(true);
  };
  const free = () => {};
  return { memory, allocate, free, put, room, take, checkGuards };
}

export type TestHeap = ReturnType<typeof createHeap>;

/** Kernels on a fresh heap, used and checked for stray writes. */
export async function withKernels(
  options: Pick<KernelsOptions, "relaxed">,
  use: (kernels: Kernels, heap: TestHeap) => void,
): Promise<void> {
  const heap = createHeap();
  const kernels = await createKernels({ ...heap, ...options });
  use(kernels, heap);
  heap.checkGuards();
  kernels.dispose();
}

/** Both binaries. */
export const variants = [{ relaxed: false }, { relaxed: true }];
