import { refusal } from "@crosstilt/formats/refusal";
import { checkPointers, checkSizes } from "./check.js";
import { type Engine, type Pointer, splitRange } from "./engine.js";

/** The order is that of `Op` in assembly/comparisons.ts. */
const comparisons = ["equal", "notEqual", "less", "lessEqual", "greater", "greaterEqual"] as const;

export type ComparisonName = (typeof comparisons)[number];

/** How a float32 operand covers the matrix: whole, one row or one column repeated, or one number. */
export type Coverage = "matrix" | "row" | "column" | "scalar";

export interface CompareOptions {
  name: ComparisonName;
  a: Pointer;
  b: Pointer;
  /** Receives 1 or 0, one byte an element, `[rows, columns]`. */
  out: Pointer;
  rows: number;
  columns: number;
  /** Default "matrix". */
  aCoverage?: Coverage;
  bCoverage?: Coverage;
}

export interface SelectOptions {
  /** One byte an element, 0 for `b`. */
  condition: Pointer;
  a: Pointer;
  b: Pointer;
  /** May be `a` or `b`. */
  out: Pointer;
  size: number;
}

export interface ComparisonKernels {
  /**
   * out = name(a, b), element by element.
   *
   * @throws CrosstiltError on an unknown name or coverage.
   * @example kernels.compare({ name: "greater", a: x, b: threshold, bCoverage: "scalar", out, rows: 512, columns: 10 });
   */
  compare: (options: CompareOptions) => void;
  /** out = condition ? a : b, element by element. */
  select: (options: SelectOptions) => void;
}

/** Elements below which another thread costs more than it brings. */
const grain = 65_536;

export function comparisonKernels(engine: Engine): ComparisonKernels {
  return {
    compare: ({ name, a, b, out, rows, columns, aCoverage = "matrix", bCoverage = "matrix" }) => {
      const op = comparisons.indexOf(name);
      if (op < 0)
        throw refusal({
          argument: "compare: name",
          expected: `one of ${comparisons.join(", ")}`,
          received: String(name),
        });
      checkSizes("compare", { rows, columns });
      if (rows * columns === 0) return;
      checkPointers("compare", { a, b, out });
      const operands = [a, ...stridesOf(aCoverage, columns), b, ...stridesOf(bCoverage, columns)];
      engine.runParts(
        "compare",
        splitRange(rows, engine.threads, Math.ceil(grain / columns)).map((range) => [
          op,
          ...operands,
          out,
          columns,
          ...range,
        ]),
      );
    },
    select: ({ condition, a, b, out, size }) => {
      checkSizes("select", { size });
      if (size === 0) return;
      checkPointers("select", { condition, a, b, out });
      engine.runParts(
        "select",
        splitRange(size, engine.threads, grain).map((range) => [condition, a, b, out, ...range]),
      );
    },
  };
}

/** Floats from one row to the next, and from one column to the next. */
function stridesOf(coverage: Coverage, columns: number): [number, number] {
  const strides: Record<Coverage, [number, number]> = {
    matrix: [columns, 1],
    row: [0, 1],
    column: [1, 0],
    scalar: [0, 0],
  };
  if (!(coverage in strides))
    throw refusal({
      argument: "compare: coverage",
      expected: `one of ${Object.keys(strides).join(", ")}`,
      received: String(coverage),
    });
  return strides[coverage];
}
