// Comparisons of two matrices, either of which may repeat a row, a column or one number, and the choice between two arrays.
import { put, take } from "./lanes";

/** The order of `comparisons` in src/comparisons.ts. */
const enum Op {
  equal,
  notEqual,
  less,
  lessEqual,
  greater,
  greaterEqual,
}

@inline
function holds(op: Op, a: v128, b: v128): v128 {
  switch (op) {
    case Op.equal: return f32x4.eq(a, b);
    case Op.notEqual: return f32x4.ne(a, b);
    case Op.less: return f32x4.lt(a, b);
    case Op.lessEqual: return f32x4.le(a, b);
    case Op.greater: return f32x4.gt(a, b);
    default: return f32x4.ge(a, b);
  }
}

/** Four floats of a row, or one of them four times. */
@inline
function read(row: usize, column: i32, step: i32, left: i32): v128 {
  return step ? take(row + (column << 2), left) : v128.load32_splat(row);
}

@inline
function compareRows(
  op: Op, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize, columns: i32, begin: i32, end: i32,
): void {
  for (let r = begin; r < end; r++) {
    const x = a + (<usize>r * aRow << 2), y = b + (<usize>r * bRow << 2), to = out + <usize>r * columns;
    for (let c = 0; c < columns; c += 4) {
      const left = columns - c, mask = i32x4.bitmask(holds(op, read(x, c, aColumn, left), read(y, c, bColumn, left)));
      // One byte a lane: spread the four bits of the mask.
      const bytes = (mask & 1) | ((mask & 2) << 7) | ((mask & 4) << 14) | ((mask & 8) << 21);
      if (left >= 4) store<u32>(to + c, bytes);
      else for (let i = 0; i < left; i++) store<u8>(to + c + i, bytes >> (i << 3));
    }
  }
}

/** out[r, c] = 1 where op(a, b) holds, else 0, one byte each; row and column strides in floats, column strides 0 or 1. */
export function compare(
  op: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32, out: usize, columns: i32, begin: i32, end: i32,
): void {
  switch (op) {
    case Op.equal: return compareRows(Op.equal, a, aRow, aColumn, b, bRow, bColumn, out, columns, begin, end);
    case Op.notEqual: return compareRows(Op.notEqual, a, aRow, aColumn, b, bRow, bColumn, out, columns, begin, end);
    case Op.less: return compareRows(Op.less, a, aRow, aColumn, b, bRow, bColumn, out, columns, begin, end);
    case Op.lessEqual: return compareRows(Op.lessEqual, a, aRow, aColumn, b, bRow, bColumn, out, columns, begin, end);
    case Op.greater: return compareRows(Op.greater, a, aRow, aColumn, b, bRow, bColumn, out, columns, begin, end);
    default: return compareRows(Op.greaterEqual, a, aRow, aColumn, b, bRow, bColumn, out, columns, begin, end);
  }
}

/** out = condition ? a : b on elements [begin, end); the condition is one byte an element. */
export function select(condition: usize, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  for (let i = begin; i < end; i += 4) {
    const at = <usize>i << 2, left = end - i;
    const bytes = left >= 4 ? v128.load32_zero(condition + i) : someBytes(condition + i, left);
    const zero = i32x4.eq(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)), i32x4.splat(0));
    put(out + at, v128.bitselect(take(b + at, left), take(a + at, left), zero), left);
  }
}

function someBytes(from: usize, left: i32): v128 {
  let word: u32 = load<u8>(from);
  if (left > 1) word |= <u32>load<u8>(from, 1) << 8;
  if (left > 2) word |= <u32>load<u8>(from, 2) << 16;
  return i32x4.splat(word);
}
