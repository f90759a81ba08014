// The tile of a panel of 16 columns: 16 sums, or 8 of twice the width where the engine fuses neighbours.
import { panelRow } from "./panel";
import { length, madd, segments, step, stride } from "./tile";

/** See `tile`. */
export function wideTile(
  a0: usize, a1: usize, a2: usize, a3: usize, b: usize,
  init: usize, initStride: usize, out: usize, outStride: usize, floor: f32,
): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c02 = zero, c03 = zero;
  let c10 = zero, c11 = zero, c12 = zero, c13 = zero;
  let c20 = zero, c21 = zero, c22 = zero, c23 = zero;
  let c30 = zero, c31 = zero, c32 = zero, c33 = zero;
  const along = step, across = stride, runs = segments, run = length;
  for (let s = 0; s < runs; s++) {
    let p0 = a0, p1 = a1, p2 = a2, p3 = a3;
    for (let k = 0; k < run; k++) {
      const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48);
      const x0 = v128.load32_splat(p0);
      c00 = madd(x0, b0, c00);
      c01 = madd(x0, b1, c01);
      c02 = madd(x0, b2, c02);
      c03 = madd(x0, b3, c03);
      const x1 = v128.load32_splat(p1);
      c10 = madd(x1, b0, c10);
      c11 = madd(x1, b1, c11);
      c12 = madd(x1, b2, c12);
      c13 = madd(x1, b3, c13);
      const x2 = v128.load32_splat(p2);
      c20 = madd(x2, b0, c20);
      c21 = madd(x2, b1, c21);
      c22 = madd(x2, b2, c22);
      c23 = madd(x2, b3, c23);
      const x3 = v128.load32_splat(p3);
      c30 = madd(x3, b0, c30);
      c31 = madd(x3, b1, c31);
      c32 = madd(x3, b2, c32);
      c33 = madd(x3, b3, c33);
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
  finish(c00, c01, c02, c03, init, out, low);
  init += initStride;
  out += outStride;
  finish(c10, c11, c12, c13, init, out, low);
  init += initStride;
  out += outStride;
  finish(c20, c21, c22, c23, init, out, low);
  init += initStride;
  out += outStride;
  finish(c30, c31, c32, c33, init, out, low);
}

/** As in tile.ts, with all loads before the first store. */
@inline
function finish(first: v128, second: v128, third: v128, fourth: v128, init: usize, out: usize, low: v128): void {
  const a = f32x4.add(v128.load(init), first), b = f32x4.add(v128.load(init, 16), second);
  const c = f32x4.add(v128.load(init, 32), third), d = f32x4.add(v128.load(init, 48), fourth);
  v128.store(out, f32x4.pmax(a, low));
  v128.store(out, f32x4.pmax(b, low), 16);
  v128.store(out, f32x4.pmax(c, low), 32);
  v128.store(out, f32x4.pmax(d, low), 48);
}
