import * as tf from "@tensorflow/tfjs-core";
import { demand, describe } from "./errors.js";
import { type Factory, factory } from "./factory.js";
import { type OptionSchema, type OptionValues, resolveOptions } from "./options.js";
import { type Parameters, valueAndGradients } from "./parameters.js";
import { affineScores, pairedScores, type ScoreForm, scores } from "./score.js";
import { rowSoftplus } from "./softplus.js";
import { type StatisticsOptions, scoreStatistics } from "./statistics.js";
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
  /** Learned parameters of the loss itself; the caller disposes of them. */
  parameters?(options: OptionValues<S>): Parameters;
  evaluate(input: InputByNeed[N], options: OptionValues<S>): LossTerms | tf.Scalar;
}

/** A loss with its options. */
export interface Loss {
  readonly name: string;
  readonly needs: LossNeed;
  readonly minimumPairs: number;
  readonly scoreMeaning: ScoreMeaning;
  readonly options: Readonly<Record<string, unknown>>;
  parameters(): Parameters;
  evaluate(input: LossInput): LossTerms;
}

/** What {@link evaluateLoss} offers every loss; of what it costs only what the loss needs is there. */
type LossInput = SamplesInput & TargetsInput;

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
): Factory<S, LossDefinition<S, N>, Loss> {
  const create = (given?: Partial<OptionValues<S>>): Loss => {
    const options = resolveOptions(definition.name, definition.options, given);
    return {
      name: definition.name,
      needs: definition.needs,
      minimumPairs: definition.minimumPairs ?? 1,
      scoreMeaning: definition.scoreMeaning ?? "none",
      options,
      parameters: () => definition.parameters?.(options) ?? {},
      evaluate: (input) => namedTerms(definition.name, definition.evaluate(input as InputByNeed[N], options)),
    };
  };
  return factory("loss", definition, create);
}

/** A batch as a loss sees it: the score form of its embeddings and what else is known of it. */
export interface LossBatch {
  /** Of the n pairs; rows and columns beyond them are extra negatives. */
  readonly form: ScoreForm;
  /** Embeddings of the pairs before the metric, `[n, d]`. */
  readonly u: tf.Tensor2D;
  readonly v: tf.Tensor2D;
  readonly samplesU?: tf.Tensor;
  readonly samplesV?: tf.Tensor;
  /** How much u i belongs to v j, `[n, n]`, for losses that need it. */
  readonly targets?: tf.Tensor2D;
  readonly parameters?: Parameters;
}

/**
 * The loss of a batch with its named terms; differentiable. Only what the loss needs is computed.
 * The caller disposes of the terms.
 */
export function evaluateLoss(loss: Loss, batch: LossBatch, options: StatisticsOptions = {}): LossTerms {
  return tf.tidy(() => {
    demandPairs(loss, batch);
    const base = { n: batch.u.shape[0], parameters: batch.parameters ?? {}, u: batch.u, v: batch.v };
    if (loss.needs === "embeddings") return loss.evaluate(base as LossInput);
    return loss.evaluate(scoreInputs(base, loss, batch, options));
  });
}

/**
 * Terms of a loss and the gradients of its total with respect to named tensors. The caller disposes of both.
 *
 * @example
 * const { terms, gradients } = termsAndGradients(({ u, v }) => evaluateLoss(loss, { form: { u, v }, u, v }), { u, v });
 */
export function termsAndGradients(
  evaluate: (parameters: Parameters) => LossTerms,
  parameters: Parameters,
): { terms: tf.NamedTensorMap; gradients: Parameters } {
  const { value, gradients, aux } = valueAndGradients((current) => {
    const terms = evaluate(current);
    return { value: terms.total, aux: { ...terms, total: tf.clone(terms.total) } };
  }, parameters);
  value.dispose();
  return { terms: aux, gradients };
}

/** What is costly is computed when a loss first asks for it. */
function scoreInputs(given: EmbeddingsInput, loss: Loss, batch: LossBatch, options: StatisticsOptions): LossInput {
  const { form, targets, samplesU, samplesV } = batch;
  const { n } = given;
  let known: ScoreStatistics | undefined;
  const statistics = () => {
    known ??= ofPairs(scoreStatistics(form, options), n);
    return known;
  };
  const input = {
    ...given,
    targets,
    samplesU,
    samplesV,
    get diagonal() {
      return statistics().diagonal;
    },
    get rowLogMeanExp() {
      return statistics().rowLogMeanExp;
    },
    get columnLogMeanExp() {
      return statistics().columnLogMeanExp;
    },
    offDiagonal: () => ofPairs(scoreStatistics(form, { ...options, excludeDiagonal: true }), n),
    shifted: (shift: number) => pairedScores(formOfPairs(form, n), shift),
    rowSoftplus: (factor: tf.Scalar, offset: tf.Scalar) => head(rowSoftplus(affineScores(form, factor, offset)), n),
    matrix: () => scores(formOfPairs(form, n)),
  };
  const matrix = loss.needs === "statistics" ? {} : { scores: scores(formOfPairs(form, n)) };
  return Object.assign(input, matrix) as LossInput;
}

const head = <T extends tf.Tensor>(rows: T, n: number): T => (rows.shape[0] === n ? rows : (tf.slice(rows, 0, n) as T));

/** The statistics of the pairs among all rows and columns; the means are over all. */
function ofPairs({ diagonal, rowLogMeanExp, columnLogMeanExp }: ScoreStatistics, n: number): ScoreStatistics {
  return {
    diagonal: head(diagonal, n),
    rowLogMeanExp: head(rowLogMeanExp, n),
    columnLogMeanExp: head(columnLogMeanExp, n),
  };
}

/** The score form without the extra negatives. */
function formOfPairs({ u, v, scale, alpha, beta, products }: ScoreForm, n: number): ScoreForm {
  return {
    products: products && (tf.slice(products, [0, 0], [n, n]) as tf.Tensor2D),
    u: head(u, n),
    v: head(v, n),
    scale,
    alpha: alpha && head(alpha, n),
    beta: beta && head(beta, n),
  };
}

function demandPairs(loss: Loss, { form, u, v, ...batch }: LossBatch): void {
  const n = u.shape[0];
  demand(n === v.shape[0], () => ({
    argument: "pairs",
    expected: "as many rows of u as of v (row i of u belongs to row i of v)",
    received: `u ${describe(u)} and v ${describe(v)}`,
  }));
  demandNeeds(loss, { ...batch, n, negatives: form.u.shape[0] > n || form.v.shape[0] > n });
}

/** What is known of a batch before it is scored. */
interface LossNeeds extends Pick<LossBatch, "samplesU" | "samplesV" | "targets"> {
  /** The number of pairs. */
  readonly n: number;
  /** Whether there are extra negatives. */
  readonly negatives: boolean;
}

/**
 * Refuses batches without what a loss needs, and extra negatives where it has no use for them; `evaluateLoss` asks the same, but
 * what refuses inside of a gradient leaks what was computed before.
 */
export function demandNeeds(loss: Loss, { n, samplesU, samplesV, targets, negatives }: LossNeeds): void {
  demand(n >= loss.minimumPairs, () => ({
    argument: "batch",
    expected: `at least ${loss.minimumPairs} pairs for the loss "${loss.name}"`,
    received: `${n}`,
    remedy: "Use a larger batch",
  }));
  demand(loss.needs !== "samples" || (samplesU !== undefined && samplesV !== undefined), () => ({
    argument: `loss "${loss.name}"`,
    expected: "the raw samples of both sides beside the embeddings",
    received: "embeddings only",
    remedy: "Pass samplesU and samplesV (on the command line: --inputs-u and --inputs-v)",
  }));
  demand(loss.needs !== "targets" || targets !== undefined, () => ({
    argument: `loss "${loss.name}"`,
    expected: "targets that say how much each u belongs to each v",
    received: "none",
    remedy:
      "Pass targets [n, n] (withGroups gives them to pairs; in a config: repeated keys; on the command line: --targets), " +
      'or use the loss "conditional"',
  }));
  if (targets) demandTargets(targets, n);
  demand(!negatives || loss.needs === "statistics" || loss.needs === "targets", () => ({
    argument: `loss "${loss.name}"`,
    expected: "pairs alone, since it looks at every entry of a square score matrix",
    received: "pairs and extra negatives",
    remedy: "Leave the negatives out, or use a loss of score statistics such as conditional",
  }));
}

function demandTargets(targets: tf.Tensor2D, n: number): void {
  const fits = targets.rank === 2 && targets.shape.every((size) => size === n);
  const entries = fits ? targets.dataSync() : [];
  demand(fits && entries.every((x) => x >= 0 && Number.isFinite(x)), () => ({
    argument: "targets",
    expected: `finite numbers >= 0 of shape [${n},${n}]: how much each u belongs to each v`,
    received: describe(targets),
  }));
  demand(
    entries.some((x) => x > 0),
    () => ({ argument: "targets", expected: "a positive entry", received: "zeros" }),
  );
}

function namedTerms(name: string, result: LossTerms | tf.Scalar): LossTerms {
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
