import type { OceanRunSettings } from "./settings.js";

/** What training the transformer, once or twice, will cost, before it begins. */
export interface Estimate {
  readonly operations: number;
  /** At the measured rate of matrix products; other work takes up to twice as long again. */
  readonly seconds: number;
  /** Activations kept for the gradient, in bytes. */
  readonly bytes: number;
}

/** Operations a second of a matrix product of a size that training uses, measured by the caller. */
export function estimateTransformer(settings: OceanRunSettings, operationsPerSecond: number): Estimate {
  const { points, transformer, transformerTraining, freshTraining } = settings;
  const { width, heads, depth, hidden, mlp, patch } = transformer;
  const sequences = [transformerTraining, freshTraining].reduce(
    (sum, run) => sum + (run ? run.pairs * run.epochs : 0),
    0,
  );
  const tokens = points / patch;
  const maps = mlp === "bilinear" ? 3 : 2;
  const multiplications = depth * tokens * (4 * width * width + maps * width * hidden + 2 * tokens * width);
  // Two operations a multiplication, and the gradient costs two forward passes.
  const operations = 6 * multiplications * sequences;
  const floats = depth * tokens * (12 * width + 3 * hidden + 2 * heads * tokens);
  const bytes = 4 * floats * transformerTraining.batchSize;
  return { operations, seconds: operations / operationsPerSecond, bytes };
}

/** All work over matrix products, as measured at laptop scale. */
const OTHER_WORK = 3;

/** The estimate in a sentence. */
export function describeEstimate({ seconds, bytes }: Estimate, backend: string): string {
  const time = (value: number) =>
    value < 5400 ? `${Math.ceil(value / 60)} minutes` : `${(value / 3600).toFixed(1)} hours`;
  const memory = `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const warning =
    backend === "wasm" && bytes > 4 * 2 ** 30
      ? "; this backend has at most 4 GiB, so the run needs a GPU backend or a smaller scale"
      : "";
  const range = `${time(seconds)} of matrix products, up to ${time(OTHER_WORK * seconds)} in all`;
  return `training the transformer: ${range}, about ${memory} of activations on this backend${warning}`;
}
