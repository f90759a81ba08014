import { sizeOf } from "@crosstilt/formats";
import { refusal } from "@crosstilt/formats/refusal";
import { checkPointers, checkSizes } from "./check.js";
import { type Engine, type Pointer, splitRange } from "./engine.js";

export interface TransposeOptions {
  x: Pointer;
  out: Pointer;
  /** Shape of x. */
  shape: readonly number[];
  /** Axis i of the result is axis permutation[i] of x. */
  permutation: readonly number[];
}

export interface TransposeKernels {
  /**
   * Permutes axes, as many as remain after joining neighbours that stay together: at most 5.
   *
   * @throws CrosstiltError when `permutation` is none, or more than 5 axes move independently.
   * @example kernels.transpose({ x, out, shape: [128, 50, 3, 4, 16], permutation: [2, 0, 3, 1, 4] });
   */
  transpose: (options: TransposeOptions) => void;
}

/** An axis of the result: its size and how many floats apart it lies in x. */
interface Axis {
  size: number;
  stride: number;
}

const maxAxes = 5;

export function transposeKernels(engine: Engine): TransposeKernels {
  return {
    transpose: ({ x, out, shape, permutation }) => {
      checkPermutation(shape, permutation);
      if (shape.includes(0)) return;
      checkPointers("transpose", { x, out });
      const axes = joinedAxes(shape, permutation);
      if (axes.length > maxAxes)
        throw refusal({
          argument: "transpose: permutation",
          expected: `at most ${maxAxes} axes that move independently`,
          received: String(axes.length),
        });
      const padded = [...new Array<Axis>(maxAxes - axes.length).fill({ size: 1, stride: 0 }), ...axes];
      permute(engine, x, out, padded);
    },
  };
}

function checkPermutation(shape: readonly number[], permutation: readonly number[]): void {
  checkSizes("transpose", Object.fromEntries(shape.map((size, axis) => [`shape[${axis}]`, size])));
  const sorted = [...permutation].sort((a, b) => a - b);
  if (sorted.length !== shape.length || sorted.some((axis, i) => axis !== i))
    throw refusal({
      argument: "transpose: permutation",
      expected: `an order of the ${shape.length} axes of x`,
      received: `[${permutation}]`,
    });
}

/** The result's axes without those of size 1, neighbours joined where they are neighbours in x too. */
function joinedAxes(shape: readonly number[], permutation: readonly number[]): Axis[] {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const axes: Axis[] = [];
  for (const from of permutation) {
    const axis = { size: shape[from]!, stride: strides[from]! };
    const last = axes.at(-1);
    if (axis.size === 1) continue;
    if (last && last.stride === axis.stride * axis.size)
      axes[axes.length - 1] = { ...axis, size: last.size * axis.size };
    else axes.push(axis);
  }
  return axes.length > 0 ? axes : [{ size: 1, stride: 1 }];
}

function permute(engine: Engine, x: Pointer, out: Pointer, axes: readonly Axis[]): void {
  const swapped = axes[maxAxes - 1]!.stride === 1 ? -1 : axes.findIndex(({ size, stride }) => stride === 1 && size > 1);
  const table = engine.scratch(64);
  engine.int32(table, 2 * maxAxes).set([...axes.map(({ size }) => size), ...axes.map(({ stride }) => stride)]);
  const parts = splitRange(axes[0]!.size, swapped === 0 ? 1 : engine.threads);
  engine.runParts(
    "transpose",
    parts.map((range) => [x, out, table, swapped, ...range]),
  );
}
