import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type Infos, type KernelInput, replaceKernel } from "../replace-kernel.js";

/** Sums and means in double precision: stock tfjs adds float32 one after another (relative error 1e-2 at 10⁶ terms). */
export function installReductions(heap: HeapKernels): void {
  for (const [name, isMean] of [
    [tf.Sum, false],
    [tf.Mean, true],
  ] as const) {
    replaceKernel(name, (stock) => (input) => {
      const { x } = input.inputs as Infos;
      const plan = x.dtype === "float32" ? reductionPlan(input, x.shape) : null;
      return plan ? reduce(heap, x, plan, isMean) : (stock!(input) as tf.TensorInfo);
    });
  }
}

/** The tensor seen as `[outer, reduced, inner]`; null when the reduced axes do not lie side by side. */
interface ReductionPlan {
  readonly outer: number;
  readonly reduced: number;
  readonly inner: number;
  readonly outShape: number[];
}

function reductionPlan({ attrs }: KernelInput, shape: number[]): ReductionPlan | null {
  const { axis, keepDims } = attrs as unknown as { axis: number | number[]; keepDims: boolean };
  const axes = [...tf.util.parseAxisParam(axis, shape)].sort((a, b) => a - b);
  const [first, last] = [axes[0] ?? shape.length, axes.at(-1) ?? shape.length - 1];
  if (last - first + 1 !== axes.length) return null;
  const size = (from: number, to: number) => tf.util.sizeFromShape(shape.slice(from, to));
  const outShape = shape
    .map((length, i) => (axes.includes(i) ? 1 : length))
    .filter((_, i) => keepDims || !axes.includes(i));
  return { outer: size(0, first), reduced: size(first, last + 1), inner: size(last + 1, shape.length), outShape };
}

function reduce(heap: HeapKernels, x: tf.TensorInfo, plan: ReductionPlan, isMean: boolean): tf.TensorInfo {
  const out = heap.output(plan.outShape);
  const [source, target] = [heap.floats(x), heap.floats(out)];
  const factor = isMean ? 1 / plan.reduced : 1;
  if (plan.inner === 1) sumRows(source, target, plan.reduced, factor);
  else sumColumns(source, target, plan, factor);
  return out;
}

function sumRows(source: Float32Array, target: Float32Array, length: number, factor: number): void {
  for (let row = 0, at = 0; row < target.length; row++) {
    let total = 0;
    for (const end = at + length; at < end; at++) total += source[at];
    target[row] = total * factor;
  }
}

function sumColumns(source: Float32Array, target: Float32Array, plan: ReductionPlan, factor: number): void {
  const { outer, reduced, inner } = plan;
  const totals = new Float64Array(inner);
  for (let block = 0, at = 0; block < outer; block++) {
    totals.fill(0);
    for (let row = 0; row < reduced; row++) for (let i = 0; i < inner; i++) totals[i] += source[at++];
    for (let i = 0; i < inner; i++) target[block * inner + i] = totals[i] * factor;
  }
}
