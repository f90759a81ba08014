import {
  type ApplyContext,
  type BuiltEncoder,
  demand,
  type Encoder,
  type Generator,
  type LossTerms,
  type Parameters,
  parametersUnder,
  prefixParameters,
  type ScoreForm,
  scoreStatistics,
} from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Objective } from "./minimize.js";

/**
 * How the embeddings of the other modalities say one thing of a modality. "sum": one tilt for every pair of modalities; "product": entry
 * by entry, so that two may say together what none of them says alone (Symile); "concat": heads of their own for every pair.
 */
export const fusions = ["sum", "product", "concat"] as const;
export type Fusion = (typeof fusions)[number];

/** Encoders of K ≥ 2 modalities by name, and how they are fused. */
export interface MultimodalSpec {
  readonly encoders: Readonly<Record<string, Encoder>>;
  /** Default "sum". */
  readonly fusion?: Fusion;
}

/** Samples of every modality by name, `[n, …shape]`; rows of the same number belong together. */
export type Tuple = Readonly<Record<string, tf.Tensor>>;

/** K encoders as pure functions of parameters; scores are `⟨g_a, rest_a⟩`, with what the others say in `rest_a`. */
export interface MultimodalModel {
  readonly names: readonly string[];
  readonly fusion: Fusion;
  initialise(generator: Generator): Parameters;
  /** Embeddings `[n, dimension]` of samples of one modality. The caller disposes of them. */
  embed(parameters: Parameters, name: string, samples: tf.Tensor, context?: ApplyContext): tf.Tensor2D;
  /**
   * Scores of candidates of one modality `[m, d]` (rows) with what others say together, `[n, d]` each (columns). With "sum" and "product"
   * any others may be given. The caller disposes of it.
   */
  form(wanted: string, candidates: tf.Tensor2D, given: Readonly<Record<string, tf.Tensor2D>>): ScoreForm;
}

/**
 * Binds encoders to the shapes of their samples.
 *
 * @throws when there are fewer than two, their dimensions differ, or, with "concat", are no multiple of K − 1.
 * @example
 * const model = multimodal(
 *   { encoders: { picture: mlp(), text: mlp(), sound: mlp() }, fusion: "product" },
 *   { picture: [784], text: [300], sound: [64] },
 * );
 */
export function multimodal(
  { encoders, fusion = "sum" }: MultimodalSpec,
  shape: Readonly<Record<string, readonly number[]>>,
): MultimodalModel {
  const names = Object.keys(encoders);
  demand(names.length >= 2 && names.every((name) => shape[name] !== undefined), () => ({
    argument: "encoders",
    expected: "at least two modalities, each with the shape of its samples",
    received: `${names.join(", ") || "none"} with shapes of ${Object.keys(shape).join(", ") || "none"}`,
  }));
  demand(fusions.includes(fusion), () => ({
    argument: "fusion",
    expected: fusions.join(", "),
    received: String(fusion),
  }));
  const built = Object.fromEntries(names.map((name) => [name, encoders[name]!.build(shape[name]!)]));
  demandDimensions(built, fusion);
  return {
    names,
    fusion,
    initialise: (generator) =>
      Object.assign(
        {},
        ...names.map((name) => prefixParameters(name, built[name]!.parameters(generator.fork(name)))),
      ) as Parameters,
    embed: (parameters, name, samples, context) =>
      built[name]!.apply(parametersUnder(parameters, name), samples, context),
    form: (wanted, candidates, given) =>
      fusion === "concat"
        ? concatenated(names, wanted, candidates, given)
        : { u: candidates, v: fused(Object.values(given), fusion) },
  };
}

function demandDimensions(built: Readonly<Record<string, BuiltEncoder>>, fusion: Fusion): void {
  const dimensions = Object.values(built).map(({ dimension }) => dimension);
  const heads = fusion === "concat" ? dimensions.length - 1 : 1;
  demand(new Set(dimensions).size === 1 && dimensions[0]! % heads === 0, () => ({
    argument: "encoders",
    expected: heads > 1 ? `one dimension, a multiple of the ${heads} other modalities` : "one dimension",
    received: dimensions.join(", "),
    remedy: "Give all encoders the same dimension",
  }));
}

function fused(given: readonly tf.Tensor2D[], fusion: "sum" | "product"): tf.Tensor2D {
  const [first, ...others] = given;
  demand(first !== undefined, () => ({ argument: "given", expected: "at least one modality", received: "none" }));
  const both = fusion === "sum" ? tf.add<tf.Tensor2D> : tf.mul<tf.Tensor2D>;
  return tf.tidy(() => others.reduce((total, next) => both(total, next), tf.clone(first)));
}

/** The heads of `wanted` for every other modality beside those that these have for it. */
function concatenated(
  names: readonly string[],
  wanted: string,
  candidates: tf.Tensor2D,
  given: Readonly<Record<string, tf.Tensor2D>>,
): ScoreForm {
  const others = names.filter((name) => name !== wanted);
  const missing = others.filter((name) => given[name] === undefined);
  demand(missing.length === 0, () => ({
    argument: "given",
    expected: `${others.join(", ")}, since their heads are concatenated`,
    received: `none of ${missing.join(", ")}`,
    remedy: 'Use the fusion "sum" to ask with fewer',
  }));
  const width = candidates.shape[1] / others.length;
  const headFor = (name: string, other: string) => {
    const place = names.filter((one) => one !== name).indexOf(other);
    return tf.slice2d(given[name]!, [0, place * width], [-1, width]);
  };
  return tf.tidy(() => ({
    u: tf.clone(candidates),
    v: tf.concat2d(
      others.map((name) => headFor(name, wanted)),
      1,
    ),
  }));
}

/**
 * `−Σ_a (λ_a/K) E log ρ(z_a | z_{−a})` of a batch: every modality against all the others together, with the other rows of the batch as
 * negatives; O(n) memory. Terms by the name of the modality. The caller disposes of them.
 *
 * @param weights λ_a (default 1 each).
 * @throws when a modality is missing, or has another number of rows.
 * @example
 * const { total } = oneVsRest(model, parameters, { picture, text, sound });
 */
export function oneVsRest(
  model: MultimodalModel,
  parameters: Parameters,
  batch: Tuple,
  {
    weights = {},
    context,
  }: { readonly weights?: Readonly<Record<string, number>>; readonly context?: ApplyContext } = {},
): LossTerms {
  demandTuple(model, batch);
  return tf.tidy(() => {
    const embeddings = Object.fromEntries(
      model.names.map((name) => [name, model.embed(parameters, name, batch[name]!, context)]),
    );
    const terms = model.names.map((name) => {
      const { [name]: own, ...given } = embeddings;
      const { diagonal, columnLogMeanExp } = scoreStatistics(model.form(name, own!, given));
      return [name, tf.mean<tf.Scalar>(tf.sub(columnLogMeanExp, diagonal))] as const;
    });
    const share = (name: string) => (weights[name] ?? 1) / model.names.length;
    const total = tf.addN(terms.map(([name, term]) => tf.mul<tf.Scalar>(term, share(name))));
    return { ...Object.fromEntries(terms), total: total as tf.Scalar };
  });
}

function demandTuple({ names }: MultimodalModel, batch: Tuple): void {
  const rows = names.map((name) => batch[name]?.shape[0]);
  demand(rows[0] !== undefined && rows.every((count) => count === rows[0]), () => ({
    argument: "batch",
    expected: `as many rows of each of ${names.join(", ")}`,
    received: rows.map((count) => count ?? "none").join(", "),
  }));
}

/**
 * {@link oneVsRest} over tuples in memory as an objective of `minimize`; row i of every modality belongs to row i of the others.
 *
 * @param samples `[n, …shape]` by the name of the modality; they stay the caller's.
 * @example
 * const state = startTraining(model.initialise(createGenerator(1)), optimizer);
 * for await (const event of minimize(tupleObjective(model, samples), state, { optimizer, epochs: 5, batchSize: 512, seed: 1 })) report(event);
 */
export function tupleObjective(model: MultimodalModel, samples: Tuple): Objective<Record<string, tf.Tensor>> {
  demandTuple(model, samples);
  return {
    examples: samples[model.names[0]!]!.shape[0]!,
    minimumPairs: 2,
    load: (indices) => {
      const rows = tf.tensor1d(indices, "int32");
      const batch = Object.fromEntries(model.names.map((name) => [name, tf.gather(samples[name]!, rows)]));
      rows.dispose();
      return batch;
    },
    evaluate: (parameters, batch, generator) =>
      oneVsRest(model, parameters, batch, { context: { training: true, generator } }),
  };
}
