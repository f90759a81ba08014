import {
  type ApplyContext,
  type BuiltEncoder,
  createGenerator,
  demand,
  describe,
  type Encoder,
  type Metric,
  type Parameters,
  parametersUnder,
  prefixParameters,
  type ScoreForm,
  type ScoreModel,
  sizeOf,
} from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** A modality. */
export type Side = "u" | "v";

export interface BimodalSpec {
  readonly u: Encoder;
  readonly v: Encoder;
  readonly metric: Metric;
}

/** Two encoders and a metric for samples of known shapes, as pure functions of parameters `u.…`, `v.…`, `metric.…` (eqs. 13, 14). */
export interface BimodalModel extends ScoreModel {
  /** Encoders and metric of every term of the score: one, but for sums. */
  readonly specs: readonly BimodalSpec[];
  readonly dimension: number;
  /** Embeddings `[n, dimension]` of samples of one modality. The caller disposes of them. */
  embed(parameters: Parameters, side: Side, samples: tf.Tensor, context?: ApplyContext): tf.Tensor2D;
  /** The score form of two sets of embeddings, about a `centre` where the metric has one (see Metric). */
  form(parameters: Parameters, u: tf.Tensor2D, v: tf.Tensor2D, centre?: tf.Tensor2D): ScoreForm;
}

/**
 * Binds two encoders and a metric to the shapes of the samples.
 *
 * @throws when the encoders' dimensions differ.
 * @example
 * const model = bimodal({ u: linear({ dimension: 2 }), v: linear({ dimension: 2 }), metric: cosine() }, { u: [5], v: [3] });
 */
export function bimodal(spec: BimodalSpec, shape: BimodalModel["shape"]): BimodalModel {
  const encoders: Record<Side, BuiltEncoder> = { u: spec.u.build(shape.u), v: spec.v.build(shape.v) };
  demand(encoders.u.dimension === encoders.v.dimension, () => ({
    argument: "encoders",
    expected: "one embedding dimension on both sides",
    received: `${encoders.u.dimension} of u (${spec.u.name}) and ${encoders.v.dimension} of v (${spec.v.name})`,
    remedy: "Give both the same dimension",
  }));
  const { dimension } = encoders.u;
  return bimodalFrom({
    specs: [spec],
    shape,
    dimension,
    startsAtOptimum: spec.metric.startsAtOptimum && `metric.${spec.metric.startsAtOptimum}`,
    initialise: (generator) => ({
      ...prefixParameters("u", encoders.u.parameters(generator.fork("u"))),
      ...prefixParameters("v", encoders.v.parameters(generator.fork("v"))),
      ...prefixParameters("metric", spec.metric.parameters(dimension, generator.fork("metric"))),
    }),
    embed(parameters, side, samples, context) {
      demandSamples(side, samples, shape[side]);
      return encoders[side].apply(parametersUnder(parameters, side), samples, context);
    },
    form: (parameters, u, v, centre) => spec.metric.form(u, v, parametersUnder(parameters, "metric"), centre),
    describe: (parameters) => spec.metric.describe(parametersUnder(parameters, "metric")),
  });
}

/** A model of how it embeds samples and scores embeddings. */
export function bimodalFrom(parts: Omit<BimodalModel, "score">): BimodalModel {
  return {
    ...parts,
    score(parameters, batch, context) {
      const embed = (side: Side, samples: tf.Tensor) => parts.embed(parameters, side, samples, context);
      const [u, v] = [embed("u", batch.u), embed("v", batch.v)];
      const withNegatives = (own: tf.Tensor2D, side: Side, negatives: tf.Tensor | undefined) =>
        negatives ? tf.concat2d([own, embed(side, negatives)], 0) : own;
      return {
        u,
        v,
        form: parts.form(parameters, withNegatives(u, "u", batch.negativesU), withNegatives(v, "v", batch.negativesV)),
      };
    },
  };
}

/** Fresh parameters from a seed. The caller disposes of them. */
export function initialise(model: ScoreModel, seed: number): Parameters {
  return model.initialise(createGenerator(seed).fork("parameters"));
}

function demandSamples(side: Side, samples: tf.Tensor, shape: readonly number[]): void {
  const size = sizeOf(shape);
  demand(samples.rank >= 1 && samples.size === samples.shape[0] * size, () => ({
    argument: `samples of ${side}`,
    expected: `shape [n${shape.map((length) => `, ${length}`).join("")}]`,
    received: describe(samples),
  }));
}
