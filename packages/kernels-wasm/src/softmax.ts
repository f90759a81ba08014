import type { Engine, Pointer } from "./engine.js";
import { planRows, type RowShape } from "./rows.js";

export interface SoftmaxOptions extends RowShape {
  x: Pointer;
  /** May be `x`. */
  out: Pointer;
  /** Log-softmax instead; default false. */
  logarithm?: boolean;
}

export interface SoftmaxGradientOptions extends RowShape {
  /** The result of `softmax`. */
  y: Pointer;
  dy: Pointer;
  dx: Pointer;
  logarithm?: boolean;
}

export interface SoftmaxKernels {
  /**
   * Row by row exp(x) / Σ exp(x), or x - log Σ exp(x); of a row's maximum, so it never overflows.
   *
   * @example kernels.softmax({ x, out, rows: 512, columns: 10, logarithm: true });
   */
  softmax: (options: SoftmaxOptions) => void;
  /** dx = y (dy - Σ y dy), or for the logarithm dy - exp(y) Σ dy. */
  softmaxGradient: (options: SoftmaxGradientOptions) => void;
}

export function softmaxKernels(engine: Engine): SoftmaxKernels {
  return {
    softmax: ({ x, out, rows, columns, logarithm = false }) => {
      const ranges = planRows(engine, "softmax", { rows, columns }, { x, out });
      engine.runParts(
        "softmax",
        ranges.map((range) => [x, out, columns, Number(logarithm), ...range]),
      );
    },
    softmaxGradient: ({ y, dy, dx, rows, columns, logarithm = false }) => {
      const ranges = planRows(engine, "softmaxGradient", { rows, columns }, { y, dy, dx });
      engine.runParts(
        "softmaxGradient",
        ranges.map((range) => [y, dy, dx, columns, Number(logarithm), ...range]),
      );
    },
  };
}
