import * as tf from "@tensorflow/tfjs-core";
import { demand, describe } from "./errors.js";
import { type Factory, factory } from "./factory.js";
import { type OptionSchema, type OptionValues, resolveOptions } from "./options.js";
import type { Parameters } from "./parameters.js";
import type { ScoreStatistics } from "./statistics-engine.js";

/** What every loss gets of a batch of n pairs: the embeddings before the metric, `[n, d]` each. */
export interface EmbeddingsInput {
  readonly n: number;
  /** The loss's own learned parameters, if it declares any. */
  readonly parameters: Parameters;
  readonly u: tf.Tensor2D;
  readonly v: tf.Tensor2D;
}

/** For losses on scores: the statistics of the score matrix, O(n) memory. */
export interface StatisticsInput extends ScoreStatistics, EmbeddingsInput {
  /** Statistics with the true pairs left out of the means. */
  offDiagonal(): ScoreStatistics;
  /** `S[i, (i + shift) mod n]`: scores of a shuffled pairing, `[n]`; 0 gives the diagonal alone. */
  shifted(shift: number): tf.Tensor1D;
  /** Every score, `[n, n]`; costs O(n²) memory when asked for. */
  matrix(): tf.Tensor2D;
  /** `Σ_j log(1 + exp(factor · S[i, j] + offset))`, `[n]`, for losses that take every pair as a question of its own. */
  rowSoftplus(factor: tf.Scalar, offset: tf.Scalar): tf.Tensor1D;
}

/** For losses that need every entry: the score matrix `[n, n]`, O(n²) memory. */
export interface ScoresInput extends StatisticsInput {
  readonly scores: tf.Tensor2D;
}

/** For losses that ask how much each u belongs to each v: the score matrix and the soft targets, `[n, n]` each. */
export interface TargetsInput extends ScoresInput {
  readonly targets: tf.Tensor2D;
}

/** For losses that also need the raw samples, `[n, …]` each. */
export interface SamplesInput extends ScoresInput {
  readonly samplesU: tf.Tensor;
  readonly samplesV: tf.Tensor;
}

interface InputByNeed {
  statistics: StatisticsInput;
  scores: ScoresInput;
  embeddings: EmbeddingsInput;
  targets: TargetsInput;
  samples: SamplesInput;
}
export type LossNeed = keyof InputByNeed;

/** The value to minimise as `total`, and the named terms it is made of. */
export interface LossTerms {
  readonly total: tf.Scalar;
  readonly [term: string]: tf.Scalar;
}

/**
 * What scores mean at the optimum of a loss. "log density ratio": s = log ρ plus a constant (of the side that is given, for one-sided
 * weights), so a softmax over candidates gives their probabilities. "logit of a pair": the loss's own scale times s is so, and with
 * its bias the log odds of a true pair. "density ratio": s = ρ, so probabilities are max(s, 0) over their sum. "none": scores rank,
 * and mean nothing more.
 */
export type ScoreMeaning = (typeof scoreMeanings)[number];

/** Every {@link ScoreMeaning}. */
export const scoreMeanings = ["log density ratio", "logit of a pair", "density ratio", "none"] as const;

/** What a loss may return: a scalar, or named scalars with a `total`. Any shape of size 1 will do, as older TypeScript infers none. */
export type LossResult = tf.Tensor | { readonly total: tf.Tensor; readonly [term: string]: tf.Tensor };

export interface LossDefinition<S extends OptionSchema, N extends LossNeed> {
  readonly name: string;
  readonly summary: string;
  readonly formula: string;
  readonly source: string;
  /** Relations to other losses and limits, one sentence each. */
  readonly relations?: readonly string[];
  readonly options: S;
  /** The least a loss can live on; `statistics` costs O(n) memory, `scores` O(n²). */
  readonly needs: N;
  /** The smallest batch that the loss is defined on (default 1); smaller ones are refused. */
  readonly minimumPairs?: number;
  /** What the score of a trained model means (default "none": read-outs that need probabilities then refuse). */
  readonly scoreMeaning?: ScoreMeaning;
  /** True when adding a constant to all scores changes nothing; the conformance suite holds it to that. */
  readonly shiftInvariant?: boolean;
  /** The options under which the loss with u and v exchanged is the same loss; null (or absent) when none are. */
  swapped?(options: OptionValues<S>): Partial<OptionValues<S>> | null;
  /** Learned parameters of the loss itself, for embeddings of a dimension if that is known; the caller disposes of them. */
  parameters?(options: OptionValues<S>, dimension: number | undefined): Parameters;
  evaluate(input: InputByNeed[N], options: OptionValues<S>): LossResult;
}

/** A loss that needs N, with its options. */
export interface LossOf<N extends LossNeed> {
  readonly name: string;
  readonly needs: N;
  readonly minimumPairs: number;
  readonly scoreMeaning: ScoreMeaning;
  readonly options: Readonly<Record<string, unknown>>;
  /** Its own learned parameters; some need the dimension of the embeddings. The caller disposes of them. */
  parameters(dimension?: number): Parameters;
  evaluate(input: InputByNeed[N]): LossTerms;
}

/** A loss with its options; `needs` tells what its `evaluate` takes. */
export type Loss<N extends LossNeed = LossNeed> = { [Need in N]: LossOf<Need> }[N];

/**
 * Declares a loss; it then works with every metric, in the library, in plugins and on the command line.
 *
 * @example
 * const gap = defineLoss({
 *   name: "gap", summary: "Mean score gap.", formula: "E[r − s]", source: "example", options: {}, needs: "statistics",
 *   evaluate: ({ diagonal, rowLogMeanExp }) => tf.mean(tf.sub(rowLogMeanExp, diagonal)),
 * });
 */
export function defineLoss<const S extends OptionSchema, N extends LossNeed>(
  definition: LossDefinition<S, N>,
): Factory<S, LossDefinition<S, N>, LossOf<N>> {
  const create = (given?: Partial<OptionValues<S>>): LossOf<N> => {
    const options = resolveOptions(definition.name, definition.options, given);
    return {
      name: definition.name,
      needs: definition.needs,
      minimumPairs: definition.minimumPairs ?? 1,
      scoreMeaning: definition.scoreMeaning ?? "none",
      options,
      parameters: (dimension) => definition.parameters?.(options, dimension) ?? {},
      evaluate: (input) => namedTerms(definition.name, definition.evaluate(input, options)),
    };
  };
  return factory("loss", definition, create);
}

function namedTerms(name: string, result: LossResult): LossTerms {
  const terms = result instanceof tf.Tensor ? { total: result } : result;
  demand(terms?.total !== undefined, () => ({
    argument: `loss "${name}"`,
    expected: "evaluate() to return a scalar tensor, or named scalars with a `total`",
    received: describe(result),
  }));
  const scalars = Object.entries(terms).map(([term, value]) => {
    demand(value instanceof tf.Tensor && value.size === 1, () => ({
      argument: `loss "${name}": ${term}`,
      expected: "a scalar tensor",
      received: describe(value),
    }));
    return [term, tf.reshape(value, [])];
  });
  return Object.fromEntries(scalars) as unknown as LossTerms;
}
