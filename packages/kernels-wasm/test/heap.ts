import { expect } from "vitest";
import { compileBinary, createKernels, type Kernels, type Simd } from "../src/index.js";
import { createKernelPool, enableRelaxedSimd } from "../src/node.js";
import { permission } from "../src/permission.js";
import { compileWide } from "../src/wide.js";

enableRelaxedSimd();

const guard = 64;
const poison = 0xab;
const pagesOf = (megabytes: number) => megabytes * 16;

/** A heap with poisoned bands around every block: a kernel that writes outside its output is caught. */
function createHeap(memory: WebAssembly.Memory) {
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
    for (const { pointer, size } of blocks.splice(0))
      for (const at of [pointer - guard, pointer + size])
        expect(
          bytes.subarray(at, at + guard).every((byte) => byte === poison),
          "guard band intact",
        ).toBe(true);
  };
  const free = () => {};
  return { memory, allocate, free, put, room, take, checkGuards };
}

type TestHeap = ReturnType<typeof createHeap>;

/** A binary and a number of threads. */
export interface Variant {
  simd: Simd;
  threads: number;
}

async function createVariant({ simd, threads }: Variant) {
  const shared = threads > 1;
  const size = pagesOf(512);
  const heap = createHeap(new WebAssembly.Memory({ initial: size, maximum: size, shared }));
  const binary = await (simd === "wide" ? wideBinary(shared) : compileBinary({ shared, simd }));
  const kernels = await (shared ? createKernelPool({ ...heap, binary, threads }) : createKernels({ ...heap, binary }));
  return { heap, kernels };
}

/** Fused where V8 may be told to. */
export const wideBinary = (shared: boolean) => compileWide({ shared }, permission().flags ?? []);

/** Compiling and starting threads takes time: the tests of one file share kernels. */
const known = new Map<string, ReturnType<typeof createVariant>>();

function variantOf(variant: Variant) {
  const key = JSON.stringify(variant);
  const entry = known.get(key) ?? createVariant(variant);
  known.set(key, entry);
  return entry;
}

/** Kernels on a heap, used and checked for stray writes. */
export async function withKernels(
  { simd = "plain", threads = 1 }: Partial<Variant>,
  use: (kernels: Kernels, heap: TestHeap) => void,
): Promise<void> {
  const { kernels, heap } = await variantOf({ simd, threads });
  use(kernels, heap);
  heap.checkGuards();
}

/** Every binary on one thread and on several; the wide one is right everywhere, and fused where V8 can do so. */
export const variants: Variant[] = [
  { simd: "plain", threads: 1 },
  { simd: "relaxed", threads: 1 },
  { simd: "wide", threads: 1 },
  { simd: "plain", threads: 2 },
  { simd: "relaxed", threads: 3 },
  { simd: "wide", threads: 2 },
];
