// Powers of two by a polynomial: the one exponential of all kernels (e^x = 2^(x log2 e)).
import { madd } from "./tile";
import { constants, edge } from "./workspace";

/** Below this 2^t stays a normal number. */
const lowest: f32 = -126;
/** 1.5 * 2^23: adding it rounds a float to a whole number, which then sits in the low bits. */
const rounder: f32 = 12582912;

export const log2e: f32 = 1.4426950408889634;
export const ln2: f64 = 0.6931471805599453;

/** 2^f on [-1/2, 1/2], interpolated at Chebyshev nodes: relative error 5e-9. */
@inline
function fraction(f: v128): v128 {
  const at = constants;
  let y = v128.load32_splat(at, 8);
  y = madd(y, f, v128.load32_splat(at, 12));
  y = madd(y, f, v128.load32_splat(at, 16));
  y = madd(y, f, v128.load32_splat(at, 20));
  y = madd(y, f, v128.load32_splat(at, 24));
  y = madd(y, f, v128.load32_splat(at, 28));
  return madd(y, f, v128.load32_splat(at, 32));
}

/** 2^t for t <= 127, relative error 1e-7; t below -126 counts as -126, NaN stays NaN. */
@inline
export function exp2(t: v128): v128 {
  const at = constants;
  t = f32x4.pmax(t, v128.load32_splat(at));
  const rounder = v128.load32_splat(at, 4), shifted = f32x4.add(t, rounder);
  return i32x4.add(fraction(f32x4.sub(t, f32x4.sub(shifted, rounder))), i32x4.shl(shifted, 23));
}

/**
 * x[r][c] = 2^(x[r][c] + offsets[r]) for so many rows and bytes, a multiple of 32, of a block: `exp2` in pairs of neighbouring
 * vectors, which can be fused, with its constants in registers.
 */
export function exp2Rows(x: usize, stride: usize, rows: i32, bytes: usize, offsets: usize): void {
  const at = constants, lowest = v128.load32_splat(at), rounder = v128.load32_splat(at, 4);
  const c6 = v128.load32_splat(at, 8), c5 = v128.load32_splat(at, 12), c4 = v128.load32_splat(at, 16);
  const c3 = v128.load32_splat(at, 20), c2 = v128.load32_splat(at, 24), c1 = v128.load32_splat(at, 28), one = v128.load32_splat(at, 32);
  for (let r = 0; r < rows; r++, x += stride) {
    const offset = v128.load32_splat(offsets + (r << 2));
    for (let to = x; to < x + bytes; to += 32) {
      const t0 = f32x4.pmax(f32x4.add(v128.load(to), offset), lowest), t1 = f32x4.pmax(f32x4.add(v128.load(to, 16), offset), lowest);
      const n0 = f32x4.add(t0, rounder), n1 = f32x4.add(t1, rounder);
      const f0 = f32x4.sub(t0, f32x4.sub(n0, rounder)), f1 = f32x4.sub(t1, f32x4.sub(n1, rounder));
      const y0 = madd(madd(madd(madd(madd(madd(c6, f0, c5), f0, c4), f0, c3), f0, c2), f0, c1), f0, one);
      const y1 = madd(madd(madd(madd(madd(madd(c6, f1, c5), f1, c4), f1, c3), f1, c2), f1, c1), f1, one);
      v128.store(to, i32x4.add(y0, i32x4.shl(n0, 23)));
      v128.store(to, i32x4.add(y1, i32x4.shl(n1, 23)), 16);
    }
  }
}

/** The same, but 0 where 2^t is no normal number. */
@inline
export function exp2OrZero(t: v128): v128 {
  return v128.andnot(exp2(t), f32x4.lt(t, v128.load32_splat(constants)));
}

/** e^x with float32's range: infinite above 88.7, 0 below -87.3; ln 2 is split so that no digit of x is lost. */
@inline
export function exp(x: v128): v128 {
  const highest = f32x4.splat(88.72283), least = f32x4.splat(-87.33654);
  const inside = f32x4.pmin(f32x4.pmax(x, least), highest);
  const shifted = f32x4.add(f32x4.mul(inside, f32x4.splat(log2e)), f32x4.splat(rounder));
  const n = f32x4.sub(shifted, f32x4.splat(rounder));
  const rest = f32x4.sub(f32x4.sub(inside, f32x4.mul(n, f32x4.splat(0.693359375))), f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  const y = i32x4.add(fraction(f32x4.mul(rest, f32x4.splat(log2e))), i32x4.shl(shifted, 23));
  return v128.andnot(v128.bitselect(f32x4.splat(Infinity), y, f32x4.gt(x, highest)), f32x4.lt(x, least));
}

/** Natural logarithm of a positive normal float64, to 1e-15: no table, for the heap is not ours. */
export function log(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  let exponent = <i32>(bits >> 52) - 1023;
  let mantissa = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (mantissa > 1.4142135623730951) {
    mantissa *= 0.5;
    exponent++;
  }
  const s = (mantissa - 1) / (mantissa + 1), z = s * s;
  let series: f64 = 1 / 19.0;
  series = series * z + 1 / 17.0;
  series = series * z + 1 / 15.0;
  series = series * z + 1 / 13.0;
  series = series * z + 1 / 11.0;
  series = series * z + 1 / 9.0;
  series = series * z + 1 / 7.0;
  series = series * z + 1 / 5.0;
  series = series * z + 1 / 3.0;
  return <f64>exponent * ln2 + 2 * s * (series * z + 1);
}

/** e^-|x| and what is made of it without overflow. */
@inline
function decay(x: v128): v128 {
  return exp2OrZero(f32x4.mul(f32x4.abs(x), f32x4.splat(-log2e)));
}

/** 1 / (1 + e^-x). */
@inline
export function sigmoid(x: v128): v128 {
  const e = decay(x);
  const top = v128.bitselect(e, f32x4.splat(1), f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(top, f32x4.add(e, f32x4.splat(1)));
}

/** log(1 + e^x) = max(x, 0) + log(1 + e), e = e^-|x|; log(1 + e) = 2 artanh(e / (2 + e)) by its series. */
@inline
export function softplus(x: v128): v128 {
  const e = decay(x), s = f32x4.div(e, f32x4.add(e, f32x4.splat(2))), z = f32x4.mul(s, s);
  let y = f32x4.splat(2 / 13.0);
  y = madd(y, z, f32x4.splat(2 / 11.0));
  y = madd(y, z, f32x4.splat(2 / 9.0));
  y = madd(y, z, f32x4.splat(2 / 7.0));
  y = madd(y, z, f32x4.splat(2 / 5.0));
  y = madd(y, z, f32x4.splat(2 / 3.0));
  y = madd(y, z, f32x4.splat(2));
  return madd(y, s, f32x4.pmax(x, f32x4.splat(0)));
}

/** 2^t of one number. */
@inline
export function exp2Scalar(t: f32): f32 {
  return f32x4.extract_lane(exp2(f32x4.splat(t)), 0);
}

@inline
export function sumLanes(x: v128): f32 {
  return (f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1)) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/** The sum of eight lanes, by way of memory: only what ends in neighbouring stores is fused. */
@inline
export function sumPair(a: v128, b: v128): f32 {
  const at = edge;
  v128.store(at, a);
  v128.store(at, b, 16);
  return sumLanes(f32x4.add(v128.load(at), v128.load(at, 16)));
}

/** The greatest of eight lanes, in the same way. */
@inline
export function maxPair(a: v128, b: v128): f32 {
  const at = edge;
  v128.store(at, a);
  v128.store(at, b, 16);
  return maxLanes(f32x4.pmax(v128.load(at), v128.load(at, 16)));
}

@inline
export function maxLanes(x: v128): f32 {
  return max(max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)), max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)));
}
