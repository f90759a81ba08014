import { checkPointers, checkSizes } from "./check.js";
import { type Engine, type Pointer, splitRange } from "./engine.js";

export interface SumOptions {
  /** `[outer, count, inner]`. */
  x: Pointer;
  /** `[outer, inner]`. */
  out: Pointer;
  outer: number;
  count: number;
  inner: number;
}

export interface SumKernels {
  /**
   * out = Σ over the middle axis: last axis with inner 1, first axis with outer 1, everything with both 1. Runs of 64
   * (or blocks of 16 rows) are added in float32, their sums in float64.
   *
   * @example kernels.sum({ x: dy, out: dBias, outer: 1, count: 512, inner: 10 });
   */
  sum: (options: SumOptions) => void;
}

export function sumKernels(engine: Engine): SumKernels {
  return {
    sum: ({ x, out, outer, count, inner }) => {
      checkSizes("sum", { outer, count, inner });
      if (outer * inner === 0) return;
      checkPointers("sum", count > 0 ? { x, out } : { out });
      const parts = splitRange(outer, engine.threads, Math.ceil(8192 / Math.max(1, count * inner)));
      if (inner === 1) {
        engine.runParts(
          "sumRows",
          parts.map((range) => [x, out, count, ...range]),
        );
        return;
      }
      const row = Math.ceil((inner * 12) / 64) * 64;
      const scratch = engine.scratch(row * parts.length);
      engine.runParts(
        "sumColumns",
        parts.map((range, i) => [x, out, count, inner, ...range, scratch + i * row]),
      );
    },
  };
}
