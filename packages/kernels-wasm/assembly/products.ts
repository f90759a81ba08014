// Products of blocks that stay in cache, on top of the register tile.
import { panelColumns, panelCount, panelRow } from "./panel";
import { clippedTile, setWalk, tile } from "./tile";

/** block[rows, columns] = init[columns] + A Bᵀ: A in quads, B in panels; columns padded to a multiple of 8. */
export function formBlock(
  quads: usize, panels: usize, depth: i32, init: usize, initStep: usize, block: usize, blockStride: usize, rows: i32, columns: i32,
): void {
  setWalk(16, 1, depth, 0);
  for (let p = 0; p < panelCount(columns); p++)
    for (let r = 0; r < rows; r += 4) {
      const quad = quads + ((r * depth) << 2);
      tile(
        quad, quad + 4, quad + 8, quad + 12, panels + p * depth * panelRow, init + p * initStep, 0,
        block + r * blockStride + p * panelRow, blockStride, -Infinity, columns - p * panelColumns,
      );
    }
}

/** out[rows, depth] += G[rows, inner] X[inner, depth] with X in panels; G's element strides say whether it is transposed. */
export function addProduct(
  g: usize, rowStride: usize, step: usize, panels: usize, out: usize, outStride: usize, rows: i32, inner: i32, depth: i32,
): void {
  setWalk(step, 1, inner, 0);
  for (let p = 0; p < panelCount(depth); p++)
    for (let r = 0; r < rows; r += 4) {
      const a = g + r * rowStride, to = out + r * outStride + p * panelRow;
      clippedTile(
        a, a + rowStride, a + 2 * rowStride, a + 3 * rowStride, panels + p * inner * panelRow,
        to, outStride, to, outStride, -Infinity, rows - r, (depth - p * panelColumns + 7) & ~7,
      );
    }
}
