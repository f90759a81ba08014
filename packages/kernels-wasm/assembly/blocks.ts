// Copies and transposes of small blocks, and the two packed layouts of a matrix product.
import { panelColumns, panelRow } from "./panel";

/** dst[r][c] = src[r][c]; strides in bytes. */
export function copyBlock(src: usize, srcStride: usize, dst: usize, dstStride: usize, rows: i32, columns: i32): void {
  const bytes = <usize>columns << 2;
  const whole = bytes & ~15;
  for (let r = 0; r < rows; r++) {
    for (let c: usize = 0; c < whole; c += 16) v128.store(dst + c, v128.load(src + c));
    for (let c = whole; c < bytes; c += 4) store<f32>(dst + c, load<f32>(src + c));
    src += srcStride;
    dst += dstStride;
  }
}

/** Transposes the 4x4 block at src into dst. */
@inline
function transpose4x4(src: usize, srcStride: usize, dst: usize, dstStride: usize): void {
  const a = v128.load(src), b = v128.load(src + srcStride);
  const c = v128.load(src + 2 * srcStride), d = v128.load(src + 3 * srcStride);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(dst, v128.shuffle<f64>(ab, cd, 0, 2));
  v128.store(dst + dstStride, v128.shuffle<f64>(ab, cd, 1, 3));
  v128.store(dst + 2 * dstStride, v128.shuffle<f64>(ef, gh, 0, 2));
  v128.store(dst + 3 * dstStride, v128.shuffle<f64>(ef, gh, 1, 3));
}

/** dst[c][r] = src[r][c]; strides in bytes. */
export function transposeBlock(
  src: usize, srcStride: usize, dst: usize, dstStride: usize, rows: i32, columns: i32,
): void {
  const wholeRows = rows & ~3, wholeColumns = columns & ~3;
  for (let r = 0; r < wholeRows; r += 4)
    for (let c = 0; c < wholeColumns; c += 4)
      transpose4x4(src + r * srcStride + (c << 2), srcStride, dst + c * dstStride + (r << 2), dstStride);
  for (let r = 0; r < rows; r++)
    for (let c = r < wholeRows ? wholeColumns : 0; c < columns; c++)
      store<f32>(dst + c * dstStride + (r << 2), load<f32>(src + r * srcStride + (c << 2)));
}

/** Packs columns of B into panels [panel][k][panelColumns], zeros past the last column. B is [k, columns], or [columns, k] if transposed. */
export function packPanels(b: usize, bStride: usize, transposed: bool, k: i32, columns: i32, out: usize): void {
  const bytes = k * panelRow;
  for (let c = 0; c < columns; c += panelColumns) {
    const inside = min(panelColumns, columns - c);
    if (inside < panelColumns) memory.fill(out, 0, bytes);
    if (transposed) transposeBlock(b + c * bStride, bStride, out, panelRow, inside, k);
    else copyBlock(b + (c << 2), bStride, out, panelRow, k, inside);
    out += bytes;
  }
}

/** Packs rows of A into quads [quad][k][4], zeros past the last row. A is [rows, k], or [k, rows] if transposed. */
export function packQuads(a: usize, aStride: usize, transposed: bool, k: i32, rows: i32, out: usize): void {
  for (let r = 0; r < rows; r += 4) {
    const inside = min(4, rows - r);
    if (inside < 4) memory.fill(out, 0, <usize>k << 4);
    if (transposed) copyBlock(a + (r << 2), aStride, out, 16, k, inside);
    else transposeBlock(a + r * aStride, aStride, out, 16, inside, k);
    out += <usize>k << 4;
  }
}
