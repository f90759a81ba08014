import { carve, type Engine, type Pointer } from "./engine.js";
import { planRows, type RowShape } from "./rows.js";

interface LayerNormInputs extends RowShape {
  x: Pointer;
  /** `[columns]`. */
  gamma: Pointer;
  /** Default 1e-5. */
  epsilon?: number;
}

export interface LayerNormOptions extends LayerNormInputs {
  /** `[columns]`. */
  beta: Pointer;
  out: Pointer;
}

export interface LayerNormGradientOptions extends LayerNormInputs {
  dy: Pointer;
  dx: Pointer;
  /** Receive the gradients of gamma and beta, `[columns]`. */
  dGamma: Pointer;
  dBeta: Pointer;
}

export interface LayerNormKernels {
  /**
   * out = (x - mean) / √(variance + epsilon) gamma + beta, mean and variance of each row.
   *
   * @example kernels.layerNorm({ x, gamma, beta, out, rows: 6400, columns: 64 });
   */
  layerNorm: (options: LayerNormOptions) => void;
  /** Gradients of x, gamma and beta. */
  layerNormGradient: (options: LayerNormGradientOptions) => void;
}

export function layerNormKernels(engine: Engine): LayerNormKernels {
  return {
    layerNorm: ({ x, gamma, beta, out, rows, columns, epsilon = 1e-5 }) => {
      const ranges = planRows(engine, "layerNorm", { rows, columns }, { x, gamma, beta, out });
      engine.runParts(
        "layerNorm",
        ranges.map((range) => [x, gamma, beta, out, columns, epsilon, ...range]),
      );
    },
    layerNormGradient: (options) => layerNormGradient(engine, options),
  };
}

function layerNormGradient(engine: Engine, options: LayerNormGradientOptions): void {
  const { x, gamma, dy, dx, dGamma, dBeta, rows, columns, epsilon = 1e-5 } = options;
  const ranges = planRows(engine, "layerNormGradient", { rows, columns }, { x, gamma, dy, dx, dGamma, dBeta });
  if (ranges.length === 0) {
    for (const gradient of [dGamma, dBeta]) engine.float32(gradient, columns).fill(0);
    return;
  }
  const rowBytes = Math.ceil(columns / 4) * 16;
  const bytes = 2 * rowBytes * ranges.length;
  const { sums, scratch } = carve(engine, { sums: bytes, scratch: bytes });
  const own = (base: Pointer, part: number) => base + 2 * rowBytes * part;
  engine.runParts(
    "layerNormGradient",
    ranges.map((range, i) => [x, gamma, dy, dx, columns, epsilon, ...range, own(sums, i), own(scratch, i)]),
  );
  const floats = engine.float32(sums, bytes / 4);
  const stride = rowBytes / 4;
  writeSum(engine.float32(dGamma, columns), floats, 0, 2 * stride);
  writeSum(engine.float32(dBeta, columns), floats, stride, 2 * stride);
}

/** out[i] = Σ of values[start + i], values[start + stride + i], ... */
function writeSum(out: Float32Array, values: Float32Array, start: number, stride: number): void {
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let at = start + i; at < values.length; at += stride) sum += values[at]!;
    out[i] = sum;
  }
}
