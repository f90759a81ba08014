import type { Engine, Pointer } from "./engine.js";
import { planRows, type RowShape } from "./rows.js";

export interface SoftmaxOptions extends RowShape {
  x: Pointer;
  /** May be `x`. */
  out: Pointer;
}

export interface SoftmaxKernels {
  /**
   * Row by row exp(x) / Σ exp(x), of a row's maximum, so it never overflows.
   *
   * @example kernels.softmax({ x, out, rows: 512, columns: 10 });
   */
  softmax: (options: SoftmaxOptions) => void;
}

export function softmaxKernels(engine: Engine): SoftmaxKernels {
  return {
    softmax: ({ x, out, rows, columns }) => {
      const ranges = planRows(engine, "softmax", { rows, columns }, { x, out });
      engine.runParts(
        "softmax",
        ranges.map((range) => [x, out, columns, ...range]),
      );
    },
  };
}
