// Sums that stay accurate: short runs in float32, runs added up in float64 or in blocks.
import { sumLanes } from "./exponential";
import { put, take } from "./lanes";

/** Floats added in float32 before the float64 total takes over. */
const run: i32 = 64;

/** Σ x[count]. */
export function total(x: usize, count: i32): f64 {
  let sum: f64 = 0;
  for (let begin = 0; begin < count; begin += run) {
    const end = min(begin + run, count), whole = end & ~3;
    let lanes = f32x4.splat(0);
    for (let i = begin; i < whole; i += 4) lanes = f32x4.add(lanes, v128.load(x + (<usize>i << 2)));
    if (whole < end) lanes = f32x4.add(lanes, take(x + (<usize>whole << 2), end - whole));
    sum += sumLanes(lanes);
  }
  return sum;
}

/** out[r] = Σ_c x[r, c] for the rows [begin, end). */
export function sumRows(x: usize, out: usize, columns: i32, begin: i32, end: i32): void {
  for (let r = begin; r < end; r++) store<f32>(out + (r << 2), <f32>total(x + ((<usize>r * columns) << 2), columns));
}

/** Rows added in float32 before they join the float64 totals. */
const blockRows: i32 = 16;

/** out[c] = Σ_r x[r, c] for each of the matrices x[begin..end)[rows, columns]; scratch holds a row of float64 and one of float32. */
export function sumColumns(x: usize, out: usize, rows: i32, columns: i32, begin: i32, end: i32, scratch: usize): void {
  const bytes = <usize>columns << 2, totals = scratch, partial = totals + 2 * bytes;
  for (let i = begin; i < end; i++) {
    memory.fill(totals, 0, 2 * bytes);
    for (let r = 0; r < rows; r += blockRows) {
      const count = min(blockRows, rows - r), from = x + (<usize>i * rows + r) * bytes;
      memory.fill(partial, 0, bytes);
      for (let k = 0; k < count; k++) addRow(partial, from + k * bytes, columns);
      addToTotals(totals, partial, columns);
    }
    for (let c = 0; c < columns; c++) store<f32>(out + i * bytes + (c << 2), <f32>load<f64>(totals + (c << 3)));
  }
}

@inline
function addRow(to: usize, from: usize, columns: i32): void {
  const whole = (<usize>columns << 2) & ~15, left = columns & 3;
  for (let at: usize = 0; at < whole; at += 16) v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
  if (left) put(to + whole, f32x4.add(take(to + whole, left), take(from + whole, left)), left);
}

/** Adds float32 sums to float64 totals. */
export function addToTotals(totals: usize, partial: usize, count: i32): void {
  for (let c = 0; c < count; c++) store<f64>(totals + (c << 3), load<f64>(totals + (c << 3)) + load<f32>(partial + (c << 2)));
}
