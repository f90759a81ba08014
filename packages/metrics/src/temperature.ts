import { demand, type Parameters } from "@crosstilt/core";
import { withGradient } from "@crosstilt/core/backend";
import * as tf from "@tensorflow/tfjs-core";

/** Options every metric shares; spread them into a metric's own. */
export const temperatureOptions = {
  temperature: {
    type: "number",
    default: 1,
    above: 0,
    keywords: ["learned"],
    description: "temperature τ that divides the score; learned: trained with the encoders",
  },
  initialTemperature: {
    type: "number",
    default: 0.07,
    above: 0,
    keywords: ["optimal"],
    description:
      "where a learned temperature starts; optimal: where the loss of the first batch is least, for encoders that know something already",
  },
  minimumTemperature: {
    type: "number",
    default: 0.01,
    above: 0,
    description: "a learned temperature never falls below this",
  },
} as const;

export interface TemperatureOptions {
  readonly temperature: number | "learned";
  readonly initialTemperature: number | "optimal";
  readonly minimumTemperature: number;
}

/** `log 1/τ` when the temperature is learned (so τ stays positive), nothing when it is fixed. */
export function temperatureParameters(options: TemperatureOptions): Parameters {
  if (options.temperature !== "learned") return {};
  const { initialTemperature, minimumTemperature } = options;
  // Where nothing is optimal, the search for it ends where it began.
  const start =
    initialTemperature === "optimal"
      ? Math.max(temperatureOptions.initialTemperature.default, minimumTemperature)
      : initialTemperature;
  demand(start >= minimumTemperature, () => ({
    argument: "initialTemperature",
    expected: `at least minimumTemperature (${minimumTemperature})`,
    received: String(start),
  }));
  return { logScale: tf.scalar(-Math.log(start)) };
}

/** The parameter that starts at its optimum, if the temperature does. */
export const optimalStart = ({ temperature, initialTemperature }: TemperatureOptions): string | undefined =>
  temperature === "learned" && initialTemperature === "optimal" ? "logScale" : undefined;

/** The inverse temperature `1/τ`, differentiable when learned. */
export function inverseTemperature(parameters: Parameters, options: TemperatureOptions): tf.Scalar {
  if (options.temperature !== "learned") return tf.scalar(1 / options.temperature);
  return tf.exp(clampBelow(parameters.logScale as tf.Scalar, -Math.log(options.minimumTemperature)));
}

/** The current temperature, for logs. */
export function describeTemperature(parameters: Parameters, options: TemperatureOptions): { temperature: number } {
  if (options.temperature !== "learned") return { temperature: options.temperature };
  const temperature = Math.exp(-parameters.logScale!.dataSync()[0]!);
  return { temperature: Math.max(temperature, options.minimumTemperature) };
}

/**
 * `min(x, limit)` whose gradient passes below the limit, and beyond it whenever a descent step leads back:
 * a plain clip would hold a parameter at the limit for ever.
 */
function clampBelow(x: tf.Scalar, limit: number): tf.Scalar {
  return withGradient((free: tf.Scalar) => ({
    value: tf.minimum<tf.Scalar>(free, limit),
    saved: [free],
    gradient: (dy, [saved]) => {
      const inside = tf.cast(tf.lessEqual(saved, limit), "float32");
      return [tf.mul(dy, tf.maximum(inside, tf.cast(tf.greater(dy, 0), "float32")))];
    },
  }))(x);
}
