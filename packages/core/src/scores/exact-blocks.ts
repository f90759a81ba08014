import { countOf } from "./embeddings.js";
import type { Factors } from "./factors.js";
import type { ScoreBlock } from "./scores.js";

type ExactBlock = ScoreBlock & { readonly values: Float64Array };

const ROWS = 64;
const COLUMNS = 1024;

/** The exact engine: a score matrix in float64, each row's blocks in order of columns. */
export function* exactBlocks(factors: Required<Factors>): Generator<ExactBlock> {
  const [n, m] = [countOf(factors.u), countOf(factors.v)];
  const buffer = new Float64Array(Math.min(n, ROWS) * Math.min(m, COLUMNS));
  for (let row = 0; row < n; row += ROWS) {
    const rows = Math.min(ROWS, n - row);
    for (let column = 0; column < m; column += COLUMNS) {
      const block = { row, rows, column, columns: Math.min(COLUMNS, m - column), values: buffer, error: 0 };
      products(factors, block);
      finish(factors, block);
      yield block;
    }
  }
}

/**
 * Inner products of two rows with four columns at a time, in float64 and in order of the dimension. Rows and columns that
 * are missing at the edge repeat the last one and write the same value again. Plain variables, because engines keep these
 * in registers: eight times the speed of arrays.
 */
function products({ u, v }: Factors, { row, rows, column, columns, values }: ExactBlock): void {
  const d = u.dimension;
  const left = u.vectors;
  const right = v.vectors;
  for (let j = 0; j < columns; j += 4) {
    const j1 = Math.min(j + 1, columns - 1);
    const j2 = Math.min(j + 2, columns - 1);
    const j3 = Math.min(j + 3, columns - 1);
    for (let i = 0; i < rows; i += 2) {
      const i1 = Math.min(i + 1, rows - 1);
      const a0 = (row + i) * d;
      const a1 = (row + i1) * d;
      const b0 = (column + j) * d;
      const b1 = (column + j1) * d;
      const b2 = (column + j2) * d;
      const b3 = (column + j3) * d;
      let p0 = 0;
      let p1 = 0;
      let p2 = 0;
      let p3 = 0;
      let q0 = 0;
      let q1 = 0;
      let q2 = 0;
      let q3 = 0;
      for (let t = 0; t < d; t++) {
        const x = left[a0 + t]!;
        const y = left[a1 + t]!;
        const w0 = right[b0 + t]!;
        const w1 = right[b1 + t]!;
        const w2 = right[b2 + t]!;
        const w3 = right[b3 + t]!;
        p0 += x * w0;
        p1 += x * w1;
        p2 += x * w2;
        p3 += x * w3;
        q0 += y * w0;
        q1 += y * w1;
        q2 += y * w2;
        q3 += y * w3;
      }
      const r0 = i * columns;
      const r1 = i1 * columns;
      values[r0 + j] = p0;
      values[r0 + j1] = p1;
      values[r0 + j2] = p2;
      values[r0 + j3] = p3;
      values[r1 + j] = q0;
      values[r1 + j1] = q1;
      values[r1 + j2] = q2;
      values[r1 + j3] = q3;
    }
  }
}

function finish({ u, v, scale }: Required<Factors>, { row, rows, column, columns, values }: ExactBlock): void {
  for (let i = 0; i < rows; i++) {
    const alpha = u.bias?.[row + i] ?? 0;
    for (let j = 0; j < columns; j++) {
      const at = i * columns + j;
      values[at] = scale * values[at]! + alpha + (v.bias?.[column + j] ?? 0);
    }
  }
}
