// Powers of two by a polynomial: the one exponential of all kernels (e^x = 2^(x log2 e)).
import { madd } from "./tile";

/** Below this 2^t stays a normal number. */
const lowest: f32 = -126;
/** 1.5 * 2^23: adding it rounds a float to a whole number, which then sits in the low bits. */
const rounder: f32 = 12582912;

/** 2^t for t <= 127, relative error 1e-7; t below -126 counts as -126, NaN stays NaN. */
@inline
export function exp2(t: v128): v128 {
  t = f32x4.pmax(t, f32x4.splat(lowest));
  const shifted = f32x4.add(t, f32x4.splat(rounder));
  const f = f32x4.sub(t, f32x4.sub(shifted, f32x4.splat(rounder)));
  // 2^f on [-1/2, 1/2], interpolated at Chebyshev nodes: relative error 5e-9.
  let y = f32x4.splat(0.00015453162942118066);
  y = madd(y, f, f32x4.splat(0.0013390863364648252));
  y = madd(y, f, f32x4.splat(0.009618082557285997));
  y = madd(y, f, f32x4.splat(0.05550357114219126));
  y = madd(y, f, f32x4.splat(0.2402265076056809));
  y = madd(y, f, f32x4.splat(0.6931471880262288));
  y = madd(y, f, f32x4.splat(1));
  return i32x4.add(y, i32x4.shl(shifted, 23));
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

@inline
export function maxLanes(x: v128): f32 {
  return max(max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)), max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)));
}
