import * as tf from "@tensorflow/tfjs-core";
import { type HeapKernels, isWord } from "../heap.js";
import { type KernelCall, replaceKernel } from "../replace-kernel.js";

/** Slices and splits: stock tfjs copies the whole tensor out of the heap for each piece of it. */
export function installSlice(heap: HeapKernels): void {
  replaceKernel(tf.Slice, (call: KernelCall<"x", { begin: number[]; size: number[] }>, stock) => {
    const { x } = call.inputs;
    const { begin, size } = call.attrs;
    if (!isWord(x.dtype)) return stock!(call);
    return slice(heap, x, ...(tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size) as [number[], number[]]));
  });
  replaceKernel(tf.SplitV, (call: KernelCall<"x", SplitAttributes>, stock) =>
    isWord(call.inputs.x.dtype) ? split(heap, call.inputs.x, call.attrs) : stock!(call),
  );
}

interface SplitAttributes {
  readonly numOrSizeSplits: number[] | number;
  readonly axis: number;
}

function split(heap: HeapKernels, x: tf.TensorInfo, { numOrSizeSplits, axis }: SplitAttributes): tf.TensorInfo[] {
  const along = tf.util.parseAxisParam(axis, x.shape)[0]!;
  const begin = x.shape.map(() => 0);
  return tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, along).map((length) => {
    const piece = slice(heap, x, begin, x.shape.with(along, length));
    begin[along]! += length;
    return piece;
  });
}

/** Copies runs as long as the axes at the end that are taken whole allow. */
function slice(heap: HeapKernels, x: tf.TensorInfo, begin: number[], size: number[]): tf.TensorInfo {
  const out = heap.output(size, x.dtype as "float32" | "int32");
  const [source, target] = [heap.integers(x), heap.integers(out)];
  const strides = [...tf.util.computeStrides(x.shape), 1];
  const last = size.findLastIndex((length, axis) => length !== x.shape[axis]);
  const run = tf.util.sizeFromShape(size.slice(Math.max(last, 0)));
  let to = 0;
  const copy = (axis: number, from: number): void => {
    if (axis >= last) {
      const first = last < 0 ? 0 : from + begin[last]! * strides[last]!;
      target.set(source.subarray(first, first + run), to);
      to += run;
      return;
    }
    for (let i = 0; i < size[axis]!; i++) copy(axis + 1, from + (begin[axis]! + i) * strides[axis]!);
  };
  if (target.length > 0) copy(0, 0);
  return out;
}
