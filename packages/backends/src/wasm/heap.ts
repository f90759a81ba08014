import { refusal } from "@crosstilt/core";
import type { Kernels } from "@crosstilt/kernels-wasm";
import * as tf from "@tensorflow/tfjs-core";

/** What this package uses of tfjs-backend-wasm's module. */
export interface WasmModule {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  readonly HEAPU8: Uint8Array;
  /** The plain build exports its memory, the threaded build imports it. */
  readonly asm: { readonly memory?: WebAssembly.Memory };
  readonly wasmMemory?: WebAssembly.Memory;
}

/** What this package uses of the backend object. */
export interface WasmBackend {
  readonly wasm: WasmModule;
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: readonly number[], dtype: string): tf.TensorInfo;
  disposeData(dataId: object): boolean;
  incRef(dataId: object): void;
  refCount(dataId: object): number;
  numDataIds(): number;
}

/** Whether entries take four bytes, so that kernels which only move them may treat them as floats. */
export const isWord = (dtype: tf.DataType): dtype is "float32" | "int32" => dtype === "float32" || dtype === "int32";

/** The lengths of the last two axes. */
export const matrixShape = ({ shape }: tf.TensorInfo): [rows: number, columns: number] => [
  shape.at(-2)!,
  shape.at(-1)!,
];

/** A kernel's view of tensors on the heap. */
export interface HeapKernels {
  readonly kernels: Kernels;
  /** Byte offset of a tensor's data. */
  pointer(tensor: tf.TensorInfo): number;
  /** A new tensor; its memory is not cleared. */
  output(shape: readonly number[], dtype?: "float32" | "int32" | "bool"): tf.TensorInfo;
  /** The same tensor once more, on the same memory. */
  share(tensor: tf.TensorInfo): tf.TensorInfo;
  /** Whether no other tensor has its memory. */
  isOnlyOwner(tensor: tf.TensorInfo): boolean;
  /** Gives back an output that no tensor was made of. */
  release(tensor: tf.TensorInfo): void;
  /** A block that no tensor owns, until it is given to `free`; 0 where there is no room. */
  reserve(bytes: number): number;
  free(pointer: number): void;
  /** The tensor's entries in place; valid until the next allocation. */
  floats(tensor: tf.TensorInfo): Float32Array;
  integers(tensor: tf.TensorInfo): Int32Array;
}

/** The memory all tensors of a module lie in. */
export const memoryOf = ({ asm, wasmMemory }: WasmModule): WebAssembly.Memory =>
  (wasmMemory ?? asm.memory) as WebAssembly.Memory;

/** Binds the kernels to tfjs's own heap; `allocate` returns 0 where that is full. */
export function heapKernels(backend: WasmBackend, kernels: Kernels, allocate: WasmModule["_malloc"]): HeapKernels {
  const pointer = ({ dataId }: tf.TensorInfo) => backend.dataIdMap.get(dataId).memoryOffset;
  const size = ({ shape }: tf.TensorInfo) => tf.util.sizeFromShape(shape);
  const memory = memoryOf(backend.wasm);
  return {
    kernels,
    pointer,
    output: (shape, dtype = "float32") => backend.makeOutput(shape, dtype),
    share: ({ dataId, shape, dtype }) => {
      backend.incRef(dataId);
      return { dataId, shape, dtype };
    },
    isOnlyOwner: ({ dataId }) => backend.refCount(dataId) === 1,
    release: ({ dataId }) => void backend.disposeData(dataId),
    reserve: (bytes) => allocate(bytes) >>> 0,
    free: (pointer) => backend.wasm._free(pointer),
    floats: (tensor) => new Float32Array(memory.buffer, pointer(tensor), size(tensor)),
    integers: (tensor) => new Int32Array(memory.buffer, pointer(tensor), size(tensor)),
  };
}

/**
 * Makes a full heap an error: stock tfjs takes malloc's 0 for an address and overwrites other tensors.
 * Zero-length tensors may legitimately get 0 and are let through. Returns malloc without the guard.
 */
export function guardAllocation(module: WasmModule): WasmModule["_malloc"] {
  // The first call replaces the module's function by the bare export, and would undo the guard.
  module._free(module._malloc(16));
  const allocate = module._malloc;
  module._malloc = (bytes) => {
    const pointer = allocate(bytes);
    if (pointer !== 0 || bytes === 0) return pointer;
    throw refusal({
      argument: `a tensor of ${bytes} bytes`,
      expected: "room on the WebAssembly heap (4 GiB at most)",
      received: `a heap of ${module.HEAPU8.length} bytes with no such block left`,
      remedy: "Use a smaller batch, or dispose of tensors you no longer need",
    });
  };
  return allocate;
}
