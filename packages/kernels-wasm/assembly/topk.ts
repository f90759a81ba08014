// The k largest scores of each row, exactly: blocks of scores are formed in cache and compared with the row's k-th best so far.
import { blockSize, blockStride, packScoreRows, scoreBlock, Scores } from "./scores";

/** values[rows, k] descending and indices[rows, k] of the rows [begin, end); of equal scores the lower column comes first. */
export function topScores(
  scores: usize, scale: f32, k: i32, begin: i32, end: i32, values: usize, indices: usize, scratch: usize,
): void {
  const s = changetype<Scores>(scores);
  const block = scratch, quads = block + blockSize * blockStride;
  for (let row = begin; row < end; row += blockSize) {
    const rows = min(blockSize, end - row), first = <usize>row * k << 2;
    packScoreRows(s, row, rows, scale, quads);
    for (let i = 0; i < rows * k; i++) store<f32>(values + first + (i << 2), -Infinity);
    memory.fill(indices + first, 0, rows * k << 2);
    for (let column = 0; column < s.columns; column += blockSize) {
      const columns = min(blockSize, s.columns - column);
      scoreBlock(s, quads, rows, column, columns, block);
      for (let r = 0; r < rows; r++) {
        const at = first + (r * k << 2);
        offerRow(block + r * blockStride, columns, load<f32>(s.alpha + ((row + r) << 2)), column, k, values + at, indices + at);
      }
    }
  }
}

function offerRow(row: usize, columns: i32, alpha: f32, column: i32, k: i32, values: usize, indices: usize): void {
  const offset = f32x4.splat(alpha), last = values + ((k - 1) << 2);
  for (let c = 0; c < columns; c += 4) {
    const t = f32x4.add(v128.load(row + (c << 2)), offset);
    if (!v128.any_true(f32x4.gt(t, v128.load32_splat(last)))) continue;
    v128.store(row + (c << 2), t);
    for (let i = c; i < min(c + 4, columns); i++) {
      const score = load<f32>(row + (i << 2));
      if (score > load<f32>(last)) insert(score, column + i, k, values, indices);
    }
  }
}

/** Puts a score that beats the last into its place, behind its equals. */
function insert(score: f32, index: i32, k: i32, values: usize, indices: usize): void {
  let at = k - 1;
  for (; at > 0 && load<f32>(values + ((at - 1) << 2)) < score; at--) {
    store<f32>(values + (at << 2), load<f32>(values + ((at - 1) << 2)));
    store<i32>(indices + (at << 2), load<i32>(indices + ((at - 1) << 2)));
  }
  store<f32>(values + (at << 2), score);
  store<i32>(indices + (at << 2), index);
}
