// Rows of int8 codes that may be among the k best of a query, by bounds on their exact scores.
// Four queries at a time: each lane of a vector is a query, so that all of a row's four bounds are formed at once.

/** Bytes of a vector with a lane for each of four queries. */
const lanes: usize = 16;

/** Rows that all queries look at while they are in the cache. */
const blockRows: i32 = 256;

/**
 * Offers the rows [begin, end) to `groups` times four queries: int16 codes `[groups, depth / 8, 4, 8]`, and for each group three vectors in
 * `units` (reach, bias, spare). `heaps[4 groups, k]` and `rows, uppers[4 groups, room]` are filled; counts[4 groups] says how many,
 * −1 where there were too many.
 */
export function screen(
  codes: usize, steps: usize, radii: usize, biases: usize, depth: i32, begin: i32, end: i32,
  queries: usize, units: usize, groups: i32, k: i32, room: i32, heaps: usize, rows: usize, uppers: usize, counts: usize, thresholds: usize,
): void {
  for (let i = 0; i < 4 * groups * k; i++) store<f32>(heaps + (i << 2), -Infinity);
  for (let g: usize = 0; g < <usize>groups; g++) {
    v128.store(counts + g * lanes, i32x4.splat(0));
    v128.store(thresholds + g * lanes, f32x4.splat(-Infinity));
  }
  for (let row = begin; row < end; row += blockRows)
    for (let g: usize = 0; g < <usize>groups; g++)
      screenBlock(
        codes, steps, radii, biases, depth, row, min(row + blockRows, end),
        queries + ((g * depth) << 3), units + 3 * g * lanes, k, room, heaps + ((g * k) << 4),
        rows + ((g * room) << 4), uppers + ((g * room) << 4), counts + g * lanes, thresholds + g * lanes,
      );
  for (let g: usize = 0; g < <usize>groups; g++)
    for (let lane = 0; lane < 4; lane++)
      compact(lane, room, rows + ((g * room) << 4), uppers + ((g * room) << 4), counts + g * lanes, thresholds + g * lanes);
}

function screenBlock(
  codes: usize, steps: usize, radii: usize, biases: usize, depth: i32, begin: i32, end: i32,
  queries: usize, units: usize, k: i32, room: i32, heaps: usize, rows: usize, uppers: usize, counts: usize, thresholds: usize,
): void {
  const stride = <usize>depth;
  const reach = v128.load(units), perBias = v128.load(units, lanes), spare = v128.load(units, 2 * lanes);
  let threshold = v128.load(thresholds);
  for (let row = begin; row < end; row += 2) {
    const a = codes + <usize>row * stride, b = row + 1 < end ? a + stride : a;
    let a0 = i32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    let p = a, q = queries;
    const apart = b - a;
    for (const last = a + stride; p < last; p += 8) {
      const x = v128.load_ext<i8>(p), y = v128.load_ext<i8>(p + apart);
      const q0 = v128.load(q), q1 = v128.load(q, 16);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(x, q0));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(y, q0));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(x, q1));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(y, q1));
      const q2 = v128.load(q, 32), q3 = v128.load(q, 48);
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(x, q2));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(y, q2));
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(x, q3));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(y, q3));
      q += 64;
    }
    for (let r = row; r < min(row + 2, end); r++) {
      const dots = r == row ? totals(a0, a1, a2, a3) : totals(b0, b1, b2, b3);
      const at = <usize>r << 2;
      const bias = f32x4.mul(v128.load32_splat(biases + at), perBias);
      const score = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(dots), v128.load32_splat(steps + at)), bias);
      const radius = f32x4.add(
        f32x4.mul(v128.load32_splat(radii + at), reach),
        f32x4.add(f32x4.mul(f32x4.abs(bias), f32x4.splat(4.76837158203125e-7)), spare),
      );
      const upper = f32x4.add(score, radius);
      if (!v128.any_true(f32x4.ge(upper, threshold))) continue;
      threshold = offer(r, upper, f32x4.sub(score, radius), k, room, heaps, rows, uppers, counts, thresholds);
    }
  }
}

/** The sums of four vectors, one a lane. */
@inline
function totals(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
  return i32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
}

/** Notes a row for the queries whose threshold it reaches; returns the new thresholds. */
function offer(
  row: i32, upper: v128, lower: v128, k: i32, room: i32, heaps: usize, rows: usize, uppers: usize, counts: usize, thresholds: usize,
): v128 {
  for (let lane = 0; lane < 4; lane++) {
    const u = laneOf(upper, lane), l = laneOf(lower, lane), slot = <usize>lane << 2;
    let count = load<i32>(counts + slot);
    if (count < 0 || u < load<f32>(thresholds + slot)) continue;
    const heap = heaps + ((<usize>lane * k) << 2);
    if (l > load<f32>(heap)) {
      sink(heap, k, l);
      store<f32>(thresholds + slot, load<f32>(heap));
    }
    const at = (<usize>lane * room + count) << 2;
    store<i32>(rows + at, row);
    store<f32>(uppers + at, u);
    store<i32>(counts + slot, ++count);
    if (count < room) continue;
    compact(lane, room, rows, uppers, counts, thresholds);
    // Little was gained: the next rows would be compacted again and again.
    if (load<i32>(counts + slot) <= room - (room >> 2)) continue;
    store<i32>(counts + slot, -1);
    store<f32>(thresholds + slot, Infinity);
  }
  return v128.load(thresholds);
}

@inline
function laneOf(values: v128, lane: i32): f32 {
  if (lane == 0) return f32x4.extract_lane(values, 0);
  if (lane == 1) return f32x4.extract_lane(values, 1);
  return lane == 2 ? f32x4.extract_lane(values, 2) : f32x4.extract_lane(values, 3);
}

/** Replaces the least of a heap whose root is the least. */
function sink(heap: usize, k: i32, value: f32): void {
  let place = 0;
  for (let child = 1; child < k; child = 2 * place + 1) {
    if (child + 1 < k && load<f32>(heap + ((child + 1) << 2)) < load<f32>(heap + (child << 2))) child++;
    if (load<f32>(heap + (child << 2)) >= value) break;
    store<f32>(heap + (place << 2), load<f32>(heap + (child << 2)));
    place = child;
  }
  store<f32>(heap + (place << 2), value);
}

/** Keeps what still reaches the threshold, in order. */
function compact(lane: i32, room: i32, rows: usize, uppers: usize, counts: usize, thresholds: usize): void {
  const slot = <usize>lane << 2, first = (<usize>lane * room) << 2, least = load<f32>(thresholds + slot);
  const count = load<i32>(counts + slot);
  if (count < 0) return;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const from = first + (i << 2);
    if (load<f32>(uppers + from) < least) continue;
    const to = first + (kept++ << 2);
    store<i32>(rows + to, load<i32>(rows + from));
    store<f32>(uppers + to, load<f32>(uppers + from));
  }
  store<i32>(counts + slot, kept);
}
