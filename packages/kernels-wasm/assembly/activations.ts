// Elementwise functions and their derivatives.
import { exp, exp2OrZero, log2e, sigmoid } from "./exponential";
import { put, take } from "./lanes";
import { madd } from "./tile";

/** The order of `activations` in src/activations.ts. */
const enum Op {
  exp,
  tanh,
  sigmoid,
  gelu,
  relu,
}

@inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** Near 0 a polynomial, interpolated at Chebyshev nodes, keeps all digits; elsewhere 1 - 2 / (e^2|x| + 1) does. */
@inline
function tanh(x: v128): v128 {
  const size = f32x4.abs(x), z = f32x4.mul(x, x);
  let y = splat(-0.006096714163110615);
  y = madd(y, z, splat(0.020997178996579113));
  y = madd(y, z, splat(-0.053850909577769036));
  y = madd(y, z, splat(0.1333276973696782));
  y = madd(y, z, splat(-0.33333328944133933));
  const near = madd(f32x4.mul(y, z), x, x);
  const far = f32x4.sub(splat(1), f32x4.div(splat(2), f32x4.add(exp(f32x4.add(size, size)), splat(1))));
  const signed = v128.or(far, v128.and(x, splat(-0.0)));
  return v128.bitselect(signed, near, f32x4.ge(size, splat(0.625)));
}

/** Beyond this the normal distribution function is 0 or 1 in float32. */
const tail: f32 = 5.6;

/** The normal distribution function, 1/2 + x P(x²) / Q(x²): minimax on |x| < 5.6, absolute error 2e-7. */
@inline
function normalCdf(x: v128): v128 {
  const inside = f32x4.pmin(f32x4.pmax(x, splat(-tail)), splat(tail)), z = f32x4.mul(inside, inside);
  let p = splat(2.2145284611711877e-8), q = splat(1.1802006093836688e-6);
  p = madd(p, z, splat(6.356392692068832e-6));
  q = madd(q, z, splat(7.509907455241198e-5));
  p = madd(p, z, splat(0.00017384337925285093));
  q = madd(q, z, splat(0.0019129377782413574));
  p = madd(p, z, splat(0.004707215125703159));
  q = madd(q, z, splat(0.028939714317494498));
  p = madd(p, z, splat(0.03437548259200695));
  q = madd(q, z, splat(0.2528322708192716));
  p = madd(p, z, splat(0.3989422216482818));
  q = madd(q, z, splat(1));
  return f32x4.add(splat(0.5), f32x4.div(f32x4.mul(inside, p), q));
}

@inline
function value(op: Op, x: v128): v128 {
  switch (op) {
    case Op.exp: return exp(x);
    case Op.tanh: return tanh(x);
    case Op.sigmoid: return sigmoid(x);
    // The error of the tail must not grow with x.
    case Op.gelu: return f32x4.mul(f32x4.pmax(x, splat(-tail)), normalCdf(x));
    default: return f32x4.max(x, splat(0));
  }
}

@inline
function derivative(op: Op, x: v128): v128 {
  switch (op) {
    case Op.exp: return exp(x);
    case Op.tanh: {
      const y = tanh(x);
      return f32x4.mul(f32x4.sub(splat(1), y), f32x4.add(splat(1), y));
    }
    case Op.sigmoid: {
      const s = sigmoid(x);
      return f32x4.mul(s, f32x4.sub(splat(1), s));
    }
    case Op.gelu: {
      const density = f32x4.mul(splat(0.3989422804014327), exp2OrZero(f32x4.mul(f32x4.mul(x, x), splat(-0.5 * log2e))));
      return madd(x, density, normalCdf(x));
    }
    default: return v128.and(splat(1), f32x4.gt(x, splat(0)));
  }
}

@inline
function map(op: Op, x: usize, out: usize, begin: i32, end: i32): void {
  let at = <usize>begin << 2;
  const whole = (<usize>begin + ((end - begin) & ~3)) << 2;
  for (; at < whole; at += 16) v128.store(out + at, value(op, v128.load(x + at)));
  const left = (end - begin) & 3;
  if (left > 0) put(out + at, value(op, take(x + at, left)), left);
}

@inline
function pull(op: Op, x: usize, dy: usize, dx: usize, begin: i32, end: i32): void {
  let at = <usize>begin << 2;
  const whole = (<usize>begin + ((end - begin) & ~3)) << 2;
  for (; at < whole; at += 16) v128.store(dx + at, f32x4.mul(v128.load(dy + at), derivative(op, v128.load(x + at))));
  const left = (end - begin) & 3;
  if (left > 0) put(dx + at, f32x4.mul(take(dy + at, left), derivative(op, take(x + at, left))), left);
}

/** out = op(x) on elements [begin, end); `out` may be `x`. */
export function activation(op: i32, x: usize, out: usize, begin: i32, end: i32): void {
  switch (op) {
    case Op.exp: return map(Op.exp, x, out, begin, end);
    case Op.tanh: return map(Op.tanh, x, out, begin, end);
    case Op.sigmoid: return map(Op.sigmoid, x, out, begin, end);
    case Op.gelu: return map(Op.gelu, x, out, begin, end);
    default: return map(Op.relu, x, out, begin, end);
  }
}

/** dx = dy op'(x) on elements [begin, end). */
export function activationGradient(op: i32, x: usize, dy: usize, dx: usize, begin: i32, end: i32): void {
  switch (op) {
    case Op.exp: return pull(Op.exp, x, dy, dx, begin, end);
    case Op.tanh: return pull(Op.tanh, x, dy, dx, begin, end);
    case Op.sigmoid: return pull(Op.sigmoid, x, dy, dx, begin, end);
    case Op.gelu: return pull(Op.gelu, x, dy, dx, begin, end);
    default: return pull(Op.relu, x, dy, dx, begin, end);
  }
}
