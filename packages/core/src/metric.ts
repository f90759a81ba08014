import type * as tf from "@tensorflow/tfjs-core";
import { type Factory, factory } from "./factory.js";
import type { Generator } from "./generator.js";
import { type OptionSchema, type OptionValues, resolveOptions } from "./options.js";
import type { Parameters } from "./parameters.js";
import type { ScoreForm } from "./score.js";

/** An alignment metric: how two sets of embeddings become a score matrix. Larger means more aligned. */
export interface Metric {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The parameter, a logarithm of a factor of all scores, that training starts where the loss of the first batch is least. */
  readonly startsAtOptimum?: string;
  /** Learned parameters (temperature, matrices) for embeddings of this dimension; the caller disposes of them. */
  parameters(dimension: number, generator: Generator): Parameters;
  /**
   * The score form of embeddings u `[n, d]` and v `[m, d]`; differentiable. Metrics of differences subtract one `centre` `[1, d]` from
   * both sides, by default the mean of all rows, so that float32 does not cancel far from the origin; parts of forms of different
   * embeddings belong together only if they were made with the same centre.
   */
  form(u: tf.Tensor2D, v: tf.Tensor2D, parameters: Parameters, centre?: tf.Tensor2D): ScoreForm;
  /** The quantities worth logging every step, such as the temperature; reads parameters synchronously. */
  describe(parameters: Parameters): Record<string, number>;
}

export interface MetricDefinition<S extends OptionSchema> {
  readonly name: string;
  readonly summary: string;
  readonly formula: string;
  readonly source: string;
  readonly options: S;
  parameters?(options: OptionValues<S>, dimension: number, generator: Generator): Parameters;
  form(
    u: tf.Tensor2D,
    v: tf.Tensor2D,
    parameters: Parameters,
    options: OptionValues<S>,
    centre?: tf.Tensor2D,
  ): ScoreForm;
  describe?(parameters: Parameters, options: OptionValues<S>): Record<string, number>;
  /** See {@link Metric}. */
  startsAtOptimum?(options: OptionValues<S>): string | undefined;
}

/**
 * Declares a metric; the result makes metrics from options and can be put into a plugin.
 *
 * @example
 * const halved = defineMetric({
 *   name: "halved", summary: "Half the inner product.", formula: "s = ⟨u, v⟩/2", source: "example", options: {},
 *   form: (u, v) => ({ u, v, scale: tf.scalar(0.5) }),
 * });
 */
export function defineMetric<const S extends OptionSchema>(
  definition: MetricDefinition<S>,
): Factory<S, MetricDefinition<S>, Metric> {
  const create = (given?: Partial<OptionValues<S>>): Metric => {
    const options = resolveOptions(definition.name, definition.options, given);
    return {
      name: definition.name,
      options,
      startsAtOptimum: definition.startsAtOptimum?.(options),
      parameters: (dimension, generator) => definition.parameters?.(options, dimension, generator) ?? {},
      form: (u, v, parameters, centre) => definition.form(u, v, parameters, options, centre),
      describe: (parameters) => definition.describe?.(parameters, options) ?? {},
    };
  };
  return factory("metric", definition, create);
}
