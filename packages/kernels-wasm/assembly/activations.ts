// Elementwise functions and their derivatives.
import { exp, sigmoid } from "./exponential";
import { put, take } from "./lanes";
import { madd } from "./tile";

/** The order of `activations` in src/activations.ts. */
const enum Op {
  exp,
  tanh,
  sigmoid,
  gelu,
  geluTanh,
  quickGelu,
  relu,
}

@inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** Near 0 a polynomial, interpolated at Chebyshev nodes, keeps all digits; elsewhere 1 - 2 / (e^2|x| + 1) does. */
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

/** The normal distribution function, to 1e-7 of itself: half of erfc(z) = t exp(-z^2 + P(t)), t = 1 / (1 + z/2), z = |x| / √2. */
function normalCdf(x: v128): v128 {
  const z = f32x4.min(f32x4.mul(f32x4.abs(x), splat(0.7071067811865476)), splat(10));
  const t = f32x4.div(splat(1), madd(z, splat(0.5), splat(1)));
  let p = splat(0.14804605382283695);
  p = madd(p, t, splat(-0.6975365898580124));
  p = madd(p, t, splat(1.1953276724810011));
  p = madd(p, t, splat(-0.7464698918232491));
  p = madd(p, t, splat(-0.03986632002873079));
  p = madd(p, t, splat(-0.019508002126149587));
  p = madd(p, t, splat(0.04139596370657353));
  p = madd(p, t, splat(0.38528363369318763));
  p = madd(p, t, splat(0.9987824595372286));
  p = madd(p, t, splat(-1.2654549301822915));
  const tail = f32x4.mul(f32x4.mul(t, splat(0.5)), exp(f32x4.sub(p, f32x4.mul(z, z))));
  return v128.bitselect(tail, f32x4.sub(splat(1), tail), f32x4.lt(x, splat(0)));
}

/** √(2/π) (x + 0.044715 x^3), whose tanh is GELU's approximation. */
@inline
function geluInner(x: v128): v128 {
  const cubic = madd(f32x4.mul(x, x), splat(0.044715), splat(1));
  return f32x4.mul(f32x4.mul(x, splat(0.7978845608028654)), cubic);
}

@inline
function value(op: Op, x: v128): v128 {
  switch (op) {
    case Op.exp: return exp(x);
    case Op.tanh: return tanh(x);
    case Op.sigmoid: return sigmoid(x);
    case Op.gelu: return f32x4.mul(x, normalCdf(x));
    case Op.geluTanh: return f32x4.mul(f32x4.mul(x, splat(0.5)), f32x4.add(splat(1), tanh(geluInner(x))));
    case Op.quickGelu: return f32x4.mul(x, sigmoid(f32x4.mul(x, splat(1.702))));
    default: return f32x4.max(x, splat(0));
  }
}

/** x s(a x) differentiated: s + a x s (1 - s). */
@inline
function gated(ax: v128, s: v128): v128 {
  return madd(f32x4.mul(ax, s), f32x4.sub(splat(1), s), s);
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
      const density = f32x4.mul(splat(0.3989422804014327), exp(f32x4.mul(f32x4.mul(x, x), splat(-0.5))));
      return madd(x, density, normalCdf(x));
    }
    case Op.geluTanh: {
      const y = tanh(geluInner(x));
      const slope = madd(f32x4.mul(x, x), splat(0.1070322243), splat(0.7978845608));
      const half = f32x4.mul(splat(0.5), f32x4.add(splat(1), y));
      const steep = f32x4.mul(f32x4.mul(splat(0.5), x), f32x4.mul(f32x4.sub(splat(1), y), f32x4.add(splat(1), y)));
      return madd(steep, slope, half);
    }
    case Op.quickGelu: {
      const ax = f32x4.mul(x, splat(1.702));
      return gated(ax, sigmoid(ax));
    }
    default: return v128.and(splat(1), f32x4.gt(x, splat(0)));
  }
}

@inline
function map(op: Op, x: usize, out: usize, begin: i32, end: i32): void {
  for (let i = begin; i < end; i += 4) put(out + (<usize>i << 2), value(op, take(x + (<usize>i << 2), end - i)), end - i);
}

@inline
function pull(op: Op, x: usize, dy: usize, dx: usize, begin: i32, end: i32): void {
  for (let i = begin; i < end; i += 4) {
    const at = <usize>i << 2, left = end - i;
    put(dx + at, f32x4.mul(take(dy + at, left), derivative(op, take(x + at, left))), left);
  }
}

/** out = op(x) on elements [begin, end); `out` may be `x`. */
export function activation(op: i32, x: usize, out: usize, begin: i32, end: i32): void {
  switch (op) {
    case Op.exp: return map(Op.exp, x, out, begin, end);
    case Op.tanh: return map(Op.tanh, x, out, begin, end);
    case Op.sigmoid: return map(Op.sigmoid, x, out, begin, end);
    case Op.gelu: return map(Op.gelu, x, out, begin, end);
    case Op.geluTanh: return map(Op.geluTanh, x, out, begin, end);
    case Op.quickGelu: return map(Op.quickGelu, x, out, begin, end);
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
    case Op.geluTanh: return pull(Op.geluTanh, x, dy, dx, begin, end);
    case Op.quickGelu: return pull(Op.quickGelu, x, dy, dx, begin, end);
    default: return pull(Op.relu, x, dy, dx, begin, end);
  }
}
