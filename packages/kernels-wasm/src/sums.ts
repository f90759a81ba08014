import { checkPointers, checkSizes } from "./check.js";
import { carve, type Engine, type Pointer, splitRange } from "./engine.js";

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
      if (inner === 1) sumRows(engine, { x, out, outer, count, inner });
      else if (outer === 1 && count > 0) sumTall(engine, { x, out, outer, count, inner });
      else sumColumns(engine, { x, out, outer, count, inner });
    },
  };
}

/** Floats that are worth another thread. */
const grain = 8192;

function sumRows(engine: Engine, { x, out, outer, count }: SumOptions): void {
  const ranges = splitRange(outer, engine.threads, Math.ceil(grain / Math.max(1, count)));
  engine.runParts(
    "sumRows",
    ranges.map((range) => [x, out, count, ...range]),
  );
}

function sumColumns(engine: Engine, { x, out, outer, count, inner }: SumOptions): void {
  const ranges = splitRange(outer, engine.threads, Math.ceil(grain / Math.max(1, count * inner)));
  const row = rowBytes(inner);
  const scratch = engine.scratch(row * ranges.length);
  engine.runParts(
    "sumColumns",
    ranges.map((range, i) => [x, out, count, inner, ...range, scratch + i * row]),
  );
}

/** One tall matrix: each thread sums a range of its rows, several narrow ones side by side, and the pieces are summed last. */
function sumTall(engine: Engine, { x, out, count, inner }: SumOptions): void {
  const fold = foldOf(count, inner);
  const width = inner * fold;
  const ranges = splitRange(count / fold, engine.threads, Math.ceil(grain / width));
  const row = rowBytes(width);
  const sizes = { pieces: 4 * width * ranges.length, scratch: row * ranges.length };
  const { pieces, scratch } = carve(engine, sizes);
  engine.runParts(
    "sumColumns",
    ranges.map(([begin, end], i) => {
      const [from, to] = [x + 4 * width * begin, pieces + 4 * width * i];
      return [from, to, end - begin, width, 0, 1, scratch + i * row];
    }),
  );
  engine.call("sumColumns", pieces, out, ranges.length * fold, inner, 0, 1, scratch);
}

/** How many rows to take as one, so that vectors are full. */
function foldOf(count: number, inner: number): number {
  let fold = 1;
  while (inner * fold < 64 && count % (2 * fold) === 0) fold *= 2;
  return fold;
}

/** A row of float64 and one of float32. */
const rowBytes = (columns: number) => Math.ceil((columns * 12) / 64) * 64;
