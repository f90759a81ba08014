import { refusal } from "@crosstilt/formats/refusal";
/** Byte offset in the WebAssembly memory. */
export type Pointer = number;

/** Where the kernels live: the heap, and whoever hands out pieces of it. */
export interface Heap {
  memory: WebAssembly.Memory;
  /** Returns the pointer of a fresh block of so many bytes, 0 when there is none left. */
  allocate: (bytes: number) => Pointer;
  free: (pointer: Pointer) => void;
}

/** The functions of the compiled module: numbers in, a number or nothing out; constants are globals. */
export type KernelExports = Record<string, ((...values: number[]) => number) & WebAssembly.Global>;

/** Runs an exported function once for each part, part 0 on the calling thread; returns what each returned. */
type RunParts = (name: string, parts: readonly (readonly number[])[]) => number[];

/** What a family of kernels is built on. */
export interface Engine {
  /** How many parts work at a time. */
  threads: number;
  call: (name: string, ...values: number[]) => number;
  runParts: RunParts;
  constant: (name: string) => number;
  /** A block of at least so many bytes, 16-byte aligned, valid until the next call. */
  scratch: (bytes: number) => Pointer;
  /** Views of the heap, valid until it grows. */
  int16: (pointer: Pointer, length: number) => Int16Array;
  int32: (pointer: Pointer, length: number) => Int32Array;
  float32: (pointer: Pointer, length: number) => Float32Array;
  float64: (pointer: Pointer, length: number) => Float64Array;
  dispose: () => void;
}

/** Arithmetic, not bits: pointers pass 2^31. */
const align = (bytes: number) => Math.ceil(bytes / 64) * 64;

/** A scratch block kept between calls and grown when a call needs more. */
export function createScratch({ allocate, free }: Heap) {
  let block = 0;
  let size = 0;
  const release = () => {
    if (block) free(block);
    block = size = 0;
  };
  const reserve = (bytes: number): Pointer => {
    if (bytes <= size) return align(block);
    release();
    block = reserveBlock(allocate, bytes + 64, "scratch memory of the kernels");
    size = bytes;
    return align(block);
  };
  return { reserve, release };
}

/** Allocates, or says what for and how much could not be had. */
export function reserveBlock(allocate: Heap["allocate"], bytes: number, purpose: string): Pointer {
  const pointer = allocate(bytes) >>> 0;
  if (pointer > 0) return pointer;
  throw refusal({
    argument: purpose,
    expected: `a block of ${bytes} bytes of the WebAssembly heap`,
    received: "none left",
    remedy: "Dispose of tensors or use a smaller batch",
  });
}

/** Splits [0, count) into at most `parts` ranges of whole multiples of `grain`. */
export function splitRange(count: number, parts: number, grain = 1): [begin: number, end: number][] {
  const grains = Math.ceil(count / grain);
  const used = Math.max(1, Math.min(parts, grains));
  const edge = (part: number) => Math.min(count, Math.floor((grains * part) / used) * grain);
  return Array.from({ length: used }, (_, part) => [edge(part), part + 1 === used ? count : edge(part + 1)]);
}

export const ceilTo = (count: number, grain: number) => Math.ceil(count / grain) * grain;

/** So many columns, padded to whole panels; see assembly/panel.ts. */
export const padColumns = (engine: Engine, count: number) => ceilTo(count, engine.constant("panelColumns"));

/** Cuts the scratch block into named pieces of so many bytes, each 64-byte aligned. */
export function carve<Name extends string>(engine: Engine, sizes: Record<Name, number>): Record<Name, Pointer> {
  const names = Object.keys(sizes) as Name[];
  const total = names.reduce((sum, name) => sum + align(sizes[name]), 0);
  let next = engine.scratch(total);
  const pieces = {} as Record<Name, Pointer>;
  for (const name of names) {
    pieces[name] = next;
    next += align(sizes[name]);
  }
  return pieces;
}
