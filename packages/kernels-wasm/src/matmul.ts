import { refusal } from "@crosstilt/formats/refusal";
import { checkPointers, checkSizes } from "./check.js";
import { type Engine, type Pointer, splitRange } from "./engine.js";

export interface MatMulOptions {
  /** op(A): `[batch or 1, m, k]`, or `[.., k, m]` when `transposeA`. */
  a: Pointer;
  /** op(B): `[batch or 1, k, n]`, or `[.., n, k]` when `transposeB`. */
  b: Pointer;
  /** `[batch, m, n]`, overlapping no input. */
  out: Pointer;
  m: number;
  k: number;
  n: number;
  /** Default 1. */
  batch?: number;
  /** Batches in `a` and in `b`: `batch` (default), or 1 to use the same matrix for all. */
  aBatch?: number;
  bBatch?: number;
  transposeA?: boolean;
  transposeB?: boolean;
  /** `[n]`, added to every row; default none. */
  bias?: Pointer;
  /** Default "none". */
  activation?: Activation;
}

/** What a fused kernel applies last. */
export type Activation = "none" | "relu";

export interface MatMulKernels {
  /**
   * out = activation(op(A) op(B) + bias), batch by batch; sums in blocks of 256.
   *
   * @throws CrosstiltError on a negative or fractional size, a null pointer, or batches that do not broadcast.
   * @example kernels.matMul({ a, b, out, m: 512, k: 64, n: 10, transposeB: true });
   */
  matMul: (options: MatMulOptions) => void;
}

type Resolved = Required<MatMulOptions>;

export function matMulKernels(engine: Engine): MatMulKernels {
  const scratchBytes = engine.constant("matMulScratchBytes");
  return {
    matMul: (options) => {
      const o = resolve(options);
      if (o.m * o.n * o.batch === 0) return;
      const parts = o.batch > 1 ? batchParts(o, engine.threads) : blockParts(o, engine);
      const scratch = engine.scratch(scratchBytes * parts.length);
      engine.runParts(
        o.batch > 1 ? "matMulBatches" : "matMul",
        parts.map((part, index) => [...common(o), ...part, scratch + index * scratchBytes]),
      );
    },
  };
}

function resolve(options: MatMulOptions): Resolved {
  const { batch = 1, transposeA = false, transposeB = false, bias = 0, activation = "none" } = options;
  const { aBatch = batch, bBatch = batch, a, b, out, m, k, n } = options;
  checkSizes("matMul", { m, k, n, batch });
  if (m * n * batch > 0) checkPointers("matMul", k > 0 ? { a, b, out } : { out });
  for (const [name, count] of Object.entries({ aBatch, bBatch }))
    if (count !== batch && count !== 1)
      throw refusal({ argument: `matMul: ${name}`, expected: `batch (${batch}) or 1`, received: String(count) });
  const resolved = { a, b, out, m, k, n, batch, aBatch, bBatch, transposeA, transposeB, bias, activation };
  // Rows that follow each other and meet the same B are rows of one product.
  const stacked = bBatch === 1 && aBatch === batch && !transposeA;
  return stacked ? { ...resolved, m: m * batch, batch: 1, aBatch: 1 } : resolved;
}

function common({ a, b, bias, out, m, k, n, transposeA, transposeB, activation }: Resolved): number[] {
  return [a, b, bias, out, m, k, n, Number(transposeA), Number(transposeB), Number(activation === "relu")];
}

function batchParts({ m, k, n, batch, aBatch, bBatch }: Resolved, threads: number): number[][] {
  const strides = [aBatch === 1 ? 0 : m * k * 4, bBatch === 1 ? 0 : k * n * 4];
  return splitRange(batch, threads).map((range) => [...strides, ...range]);
}

/** Below this many multiply-adds a second thread costs more than it brings. */
const worthSharing = 2_000_000;

function blockParts({ m, k, n }: Resolved, engine: Engine): number[][] {
  const parts = m * k * n < worthSharing ? 1 : engine.threads;
  if (m >= n) return splitRange(m, parts, 4).map((rows) => [...rows, 0, n]);
  return splitRange(n, parts, engine.constant("panelColumns")).map((columns) => [0, m, ...columns]);
}
