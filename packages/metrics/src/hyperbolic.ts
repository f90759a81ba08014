import { defineMetric } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { squaredDistances } from "./squared-distances.js";
import {
  describeTemperature,
  inverseTemperature,
  optimalStart,
  temperatureOptions,
  temperatureParameters,
} from "./temperature.js";

/** Rows longer than this are shortened before the exponential map: cosh would leave float32's useful range. */
const LONGEST = 20;

/**
 * Squared Lorentzian distance on the hyperboloid of curvature −1: embeddings are tangent vectors at the origin, carried to the
 * hyperboloid by the exponential map. Scores of a batch come from `2 sinh²((a−b)/2) + ½ sinh a sinh b |û−v̂|²` with a, b the lengths and
 * û, v̂ the directions, which does not cancel far from the origin; memory O(n m). The factors u and v of the form are as exact as
 * float32 leaves them, to about 1e-7 cosh a cosh b.
 */
export const hyperbolic = defineMetric({
  name: "hyperbolic",
  summary: "Negative squared Lorentzian distance on the hyperboloid.",
  formula: "s(u, v) = (1 + ⟨x, y⟩_L) / τ, x = (sinh|g_u| g_u/|g_u|, cosh|g_u|), ⟨x, y⟩_L = x·y − x₀ y₀",
  source: "Law et al. 2019, squared Lorentzian distance −2 − 2⟨x, y⟩_L, over 2τ",
  options: temperatureOptions,
  parameters: (options) => temperatureParameters(options),
  form: (u, v, parameters, options) => {
    const scale = inverseTemperature(parameters, options);
    const [x, y] = [polar(u), polar(v)];
    const gap = tf.square(tf.sinh(tf.div(tf.sub(x.length, tf.transpose(y.length)), 2)));
    const size = tf.mul(tf.sinh(x.length), tf.transpose(tf.sinh(y.length)));
    const turn = tf.mul(size, squaredDistances(x.direction, y.direction));
    const products = tf.neg(tf.add(tf.mul(gap, 2), tf.mul(turn, 0.5))) as tf.Tensor2D;
    return { u: lifted(x, 1), v: lifted(y, -1), scale, products };
  },
  describe: describeTemperature,
  startsAtOptimum: optimalStart,
});

interface Polar {
  readonly length: tf.Tensor2D;
  readonly direction: tf.Tensor2D;
}

/** Length `[n, 1]`, at most LONGEST, and direction of rows; the zero row has direction zero. */
function polar(rows: tf.Tensor2D): Polar {
  const norm = tf.sqrt(tf.maximum(tf.sum(tf.square(rows), 1, true), 1e-12));
  return { length: tf.minimum(norm, LONGEST), direction: tf.div(rows, norm) };
}

/** `(sinh|x| x/|x|, ± cosh|x|, 1)`: products of these are `1 + ⟨x, y⟩_L`. */
function lifted({ length, direction }: Polar, sign: number): tf.Tensor2D {
  return tf.concat([tf.mul(direction, tf.sinh(length)), tf.mul(tf.cosh(length), sign), tf.onesLike(length)], 1);
}
