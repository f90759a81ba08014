// The register tile behind every product: 4 rows of A times a panel of columns of B.
// A row is a pointer and a walk, so packed blocks, strided matrices and image patches are read alike.
import { copyBlock } from "./blocks";
import { panelColumns, panelRow } from "./panel";
import { wideTile } from "./wide-tile";
import { edge } from "./workspace";

/** How the tile walks along k in A: `segments` runs of `length` floats `step` bytes apart, run starts `stride` bytes apart. */
export let step: usize = 4;
export let segments: i32 = 1;
export let length: i32 = 0;
export let stride: usize = 0;

@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(c, f32x4.mul(a, b));
}

export function setWalk(stepBytes: usize, segmentCount: i32, segmentLength: i32, strideBytes: usize): void {
  step = stepBytes;
  segments = segmentCount;
  length = segmentLength;
  stride = strideBytes;
}

/**
 * out[4,n] = max(init[4,n] + A[4,k] B[k,n], floor) with B in a panel, n = 8 for up to 8 columns and else 16; strides in bytes,
 * `init` may be `out`. What is there already joins last: sums over many tiles are sums of tile sums, which keeps them accurate.
 */
export function tile(
  a0: usize, a1: usize, a2: usize, a3: usize, b: usize,
  init: usize, initStride: usize, out: usize, outStride: usize, floor: f32, columns: i32,
): void {
  if (panelColumns > 8 && columns > 8) wideTile(a0, a1, a2, a3, b, init, initStride, out, outStride, floor);
  else narrowTile(a0, a1, a2, a3, b, init, initStride, out, outStride, floor);
}

function narrowTile(
  a0: usize, a1: usize, a2: usize, a3: usize, b: usize,
  init: usize, initStride: usize, out: usize, outStride: usize, floor: f32,
): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
  const along = step, across = stride, runs = segments, run = length;
  for (let s = 0; s < runs; s++) {
    let p0 = a0, p1 = a1, p2 = a2, p3 = a3;
    for (let k = 0; k < run; k++) {
      const b0 = v128.load(b), b1 = v128.load(b, 16);
      const x0 = v128.load32_splat(p0), x1 = v128.load32_splat(p1);
      c00 = madd(x0, b0, c00);
      c01 = madd(x0, b1, c01);
      c10 = madd(x1, b0, c10);
      c11 = madd(x1, b1, c11);
      const x2 = v128.load32_splat(p2), x3 = v128.load32_splat(p3);
      c20 = madd(x2, b0, c20);
      c21 = madd(x2, b1, c21);
      c30 = madd(x3, b0, c30);
      c31 = madd(x3, b1, c31);
      p0 += along;
      p1 += along;
      p2 += along;
      p3 += along;
      b += panelRow;
    }
    a0 += across;
    a1 += across;
    a2 += across;
    a3 += across;
  }
  const low = f32x4.splat(floor);
  finish(c00, c01, init, out, low);
  init += initStride;
  out += outStride;
  finish(c10, c11, init, out, low);
  init += initStride;
  out += outStride;
  finish(c20, c21, init, out, low);
  init += initStride;
  out += outStride;
  finish(c30, c31, init, out, low);
}

/** pmax keeps a NaN of the sum, as max does, and is one instruction on x86. Loads come first, else neighbours can't be fused. */
@inline
function finish(first: v128, second: v128, init: usize, out: usize, low: v128): void {
  const a = f32x4.add(v128.load(init), first), b = f32x4.add(v128.load(init, 16), second);
  v128.store(out, f32x4.pmax(a, low));
  v128.store(out, f32x4.pmax(b, low), 16);
}

/** `tile` for a block of which only rows x columns lie inside the matrix. */
export function clippedTile(
  a0: usize, a1: usize, a2: usize, a3: usize, b: usize,
  init: usize, initStride: usize, out: usize, outStride: usize, floor: f32,
  rows: i32, columns: i32,
): void {
  const inside = min(columns, panelColumns);
  if (rows >= 4 && (inside & 7) == 0) return tile(a0, a1, a2, a3, b, init, initStride, out, outStride, floor, inside);
  if (init == out) {
    copyBlock(out, outStride, edge, panelRow, min(rows, 4), inside);
    tile(a0, a1, a2, a3, b, edge, panelRow, edge, panelRow, floor, inside);
  } else {
    tile(a0, a1, a2, a3, b, init, initStride, edge, panelRow, floor, inside);
  }
  copyBlock(edge, panelRow, out, outStride, min(rows, 4), inside);
}
