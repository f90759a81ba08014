import type { ComparisonName, Coverage } from "@crosstilt/kernels-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { type HeapKernels, isWord } from "../heap.js";
import { type KernelCall, preferKernel } from "../replace-kernel.js";

const comparisons: Record<string, ComparisonName> = {
  [tf.Equal]: "equal",
  [tf.NotEqual]: "notEqual",
  [tf.Less]: "less",
  [tf.LessEqual]: "lessEqual",
  [tf.Greater]: "greater",
  [tf.GreaterEqual]: "greaterEqual",
};

/** Comparisons and choices: stock tfjs builds an index vector for every element of a repeated operand. */
export function installComparisons(heap: HeapKernels): void {
  for (const [kernelName, name] of Object.entries(comparisons))
    preferKernel(kernelName, ({ inputs: { a, b } }: KernelCall<"a" | "b">) => {
      const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
      const plan = a.dtype === "float32" && b.dtype === "float32" ? coverages(a.shape, b.shape, shape) : null;
      if (!plan) return null;
      const out = heap.output(shape, "bool");
      heap.kernels.compare({ name, ...plan, a: heap.pointer(a), b: heap.pointer(b), out: heap.pointer(out) });
      return out;
    });
  preferKernel(tf.Select, ({ inputs: { condition, t, e } }: KernelCall<"condition" | "t" | "e">) => {
    const alike = [condition.shape, e.shape].every((shape) => tf.util.arraysEqual(shape, t.shape));
    if (!alike || !isWord(t.dtype) || e.dtype !== t.dtype || condition.dtype !== "bool") return null;
    const out = heap.output(t.shape, t.dtype);
    const pointers = { condition: heap.pointer(condition), a: heap.pointer(t), b: heap.pointer(e) };
    heap.kernels.select({ ...pointers, out: heap.pointer(out), size: tf.util.sizeFromShape(t.shape) });
    return out;
  });
}

interface ComparisonPlan {
  readonly rows: number;
  readonly columns: number;
  readonly aCoverage: Coverage;
  readonly bCoverage: Coverage;
}

/** A view of the result as rows and columns in which each operand is whole, one row, one column or one number; else null. */
function coverages(a: number[], b: number[], shape: number[]): ComparisonPlan | null {
  for (let split = 0; split <= shape.length; split++) {
    const [aCoverage, bCoverage] = [coverage(a, shape, split), coverage(b, shape, split)];
    if (!aCoverage || !bCoverage) continue;
    const rows = tf.util.sizeFromShape(shape.slice(0, split));
    return { rows, columns: tf.util.sizeFromShape(shape.slice(split)), aCoverage, bCoverage };
  }
  return null;
}

function coverage(operand: readonly number[], shape: readonly number[], split: number): Coverage | null {
  const padded = [...new Array<number>(shape.length - operand.length).fill(1), ...operand];
  const [rows, columns] = [extent(padded, shape, 0, split), extent(padded, shape, split, shape.length)];
  if (!rows || !columns) return null;
  if (rows === "whole") return columns === "whole" ? "matrix" : "column";
  return columns === "whole" ? "row" : "scalar";
}

/** Whether an operand has all of the axes from `begin` to `end`, or none. */
function extent(operand: readonly number[], shape: readonly number[], begin: number, end: number) {
  const axes = Array.from({ length: end - begin }, (_, i) => begin + i);
  if (axes.every((axis) => operand[axis] === shape[axis])) return "whole";
  return axes.every((axis) => operand[axis] === 1) ? "none" : null;
}
