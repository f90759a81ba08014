// out = activation(op(A) op(B) + bias), blocked so that a panel of B stays in L1 and a block of A in L2.
import { packPanels, packQuads, copyBlock } from "./blocks";
import { paddedRow, panelColumns, panelCount, panelRow } from "./panel";
import { clippedTile, setWalk } from "./tile";

const blockK: i32 = 256;
const blockRows: i32 = 128;
const blockColumns: i32 = 1024;
const biasBytes: i32 = blockColumns << 2;
const rowBytes: i32 = (blockRows * blockK) << 2;
const panelBytes: i32 = (blockColumns * blockK) << 2;

/** Scratch one instance needs: a padded bias row, a packed block of A, packed panels of B. */
export const matMulScratchBytes: i32 = biasBytes + rowBytes + panelBytes;

/** Rows [rowBegin, rowEnd) and columns [columnBegin, columnEnd) of one product; columnBegin is a multiple of panelColumns. */
export function matMul(
  a: usize, b: usize, bias: usize, out: usize, m: i32, k: i32, n: i32,
  transposeA: bool, transposeB: bool, relu: bool,
  rowBegin: i32, rowEnd: i32, columnBegin: i32, columnEnd: i32, scratch: usize,
): void {
  const aStride = <usize>(transposeA ? m : k) << 2, bStride = <usize>(transposeB ? k : n) << 2, outStride = <usize>n << 2;
  const biasRow = scratch, quads = biasRow + biasBytes, panels = quads + rowBytes;
  for (let c = columnBegin; c < columnEnd; c += blockColumns) {
    const columns = min(blockColumns, columnEnd - c);
    memory.fill(biasRow, 0, paddedRow(columns));
    if (bias) copyBlock(bias + (c << 2), 0, biasRow, 0, 1, columns);
    let begin = 0;
    do {
      const depth = min(blockK, k - begin), last = begin + depth >= k;
      packPanels(b + (transposeB ? c * bStride + (begin << 2) : begin * bStride + (c << 2)), bStride, transposeB, depth, columns, panels);
      for (let r = rowBegin; r < rowEnd; r += blockRows) {
        const rows = min(blockRows, rowEnd - r);
        const block = a + (transposeA ? begin * aStride + (r << 2) : r * aStride + (begin << 2));
        const pack = transposeA || columns >= 48;
        if (pack) packQuads(block, aStride, transposeA, depth, rows, quads);
        if (pack) setWalk(16, 1, depth, 0);
        else setWalk(4, 1, depth, 0);
        multiplyBlock(
          pack ? quads : block, pack ? 4 : aStride, pack ? depth << 4 : aStride << 2, panels, begin ? 0 : biasRow,
          out + r * outStride + (c << 2), outStride, depth, rows, columns, relu && last ? 0 : -Infinity,
        );
      }
      begin += depth;
    } while (begin < k);
  }
}

/** One block of rows against all panels; `bias` is 0 when the block adds to what `out` holds. */
function multiplyBlock(
  a: usize, rowStride: usize, quadStride: usize, panels: usize, bias: usize,
  out: usize, outStride: usize, depth: i32, rows: i32, columns: i32, floor: f32,
): void {
  const count = panelCount(columns);
  for (let p = 0; p < count; p++) {
    const panel = panels + p * depth * panelRow, inside = columns - p * panelColumns, first = p * panelRow;
    for (let r = 0; r < rows; r += 4) {
      // Rows past the last repeat it when A is read in place; packed quads hold zeros there.
      const left = rowStride == 4 ? 3 : <usize>min(3, rows - r - 1);
      const a0 = a + (r >> 2) * quadStride;
      const target = out + r * outStride + first;
      clippedTile(
        a0, a0 + min<usize>(1, left) * rowStride, a0 + min<usize>(2, left) * rowStride, a0 + left * rowStride, panel,
        bias ? bias + first : target, bias ? 0 : outStride, target, outStride, floor, rows - r, inside,
      );
    }
  }
}

/** `matMul` for each of the batches [begin, end); batch strides in bytes, 0 broadcasts. */
export function matMulBatches(
  a: usize, b: usize, bias: usize, out: usize, m: i32, k: i32, n: i32,
  transposeA: bool, transposeB: bool, relu: bool, aBatchStride: usize, bBatchStride: usize, begin: i32, end: i32, scratch: usize,
): void {
  const outBatchStride = <usize>(m * n) << 2;
  for (let i = begin; i < end; i++)
    matMul(
      a + i * aBatchStride, b + i * bBatchStride, bias, out + i * outBatchStride, m, k, n,
      transposeA, transposeB, relu, 0, m, 0, n, scratch,
    );
}
