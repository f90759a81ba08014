import type { OceanRunSettings } from "./settings.js";

/** What training the transformer will cost, before it begins. */
export interface Estimate {
  readonly operations: number;
  /** At the measured rate of matrix products; other work comes on top. */
  readonly seconds: number;
  /** Activations kept for the gradient, in bytes. */
  readonly bytes: number;
}

/** Operations a second of a matrix product of a size that training uses, measured by the caller. */
export function estimateTransformer(settings: OceanRunSettings, operationsPerSecond: number): Estimate {
  const { points, transformer, transformerTraining } = settings;
  const { width, heads, depth, hidden, patch } = transformer;
  const { pairs, epochs, batchSize } = transformerTraining;
  const tokens = points / patch;
  const multiplications = depth * tokens * (4 * width * width + 2 * width * hidden + 2 * tokens * width);
  // Two operations a multiplication, and the gradient costs two forward passes.
  const operations = 6 * multiplications * pairs * epochs;
  const floats = depth * tokens * (12 * width + 3 * hidden + 2 * heads * tokens);
  return { operations, seconds: operations / operationsPerSecond, bytes: 4 * floats * batchSize };
}

/** The estimate in a sentence. */
export function describeEstimate({ seconds, bytes }: Estimate, backend: string): string {
  const time = seconds < 5400 ? `${Math.ceil(seconds / 60)} minutes` : `${(seconds / 3600).toFixed(1)} hours`;
  const memory = `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const warning =
    backend === "wasm" && bytes > 4 * 2 ** 30
      ? "; this backend has at most 4 GiB, so the run needs a GPU backend or a smaller scale"
      : "";
  return `transformer: at least ${time} of matrix products on this backend, about ${memory} of activations${warning}`;
}
