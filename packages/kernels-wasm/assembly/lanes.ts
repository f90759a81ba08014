// Four floats at a time, also at the end of an array: the last vector is partly filled instead of a scalar copy of the code.

/** The next four floats; past `left` the lanes hold `fill`. */
@inline
export function take(from: usize, left: i32, fill: f32 = 0): v128 {
  return left >= 4 ? v128.load(from) : takeSome(from, left, fill);
}

/** Stores the first `left` lanes. */
@inline
export function put(to: usize, value: v128, left: i32): void {
  if (left >= 4) v128.store(to, value);
  else putSome(to, value, left);
}

function takeSome(from: usize, left: i32, fill: f32): v128 {
  let value = f32x4.replace_lane(f32x4.splat(fill), 0, load<f32>(from));
  if (left > 1) value = f32x4.replace_lane(value, 1, load<f32>(from, 4));
  if (left > 2) value = f32x4.replace_lane(value, 2, load<f32>(from, 8));
  return value;
}

function putSome(to: usize, value: v128, left: i32): void {
  store<f32>(to, f32x4.extract_lane(value, 0));
  if (left > 1) store<f32>(to, f32x4.extract_lane(value, 1), 4);
  if (left > 2) store<f32>(to, f32x4.extract_lane(value, 2), 8);
}
