import * as tf from "@tensorflow/tfjs-core";
import { demand, describe } from "./errors.js";
import type { EmbeddingsInput, Loss, LossTerms, StatisticsInput } from "./loss.js";
import { type Parameters, valueAndGradients } from "./parameters.js";
import { affineScores, pairedScores, type ScoreForm, scores } from "./score.js";
import { rowSoftplus } from "./softplus.js";
import { type StatisticsOptions, scoreStatistics } from "./statistics.js";
import type { ScoreStatistics } from "./statistics-engine.js";

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
    if (loss.needs === "embeddings") return loss.evaluate(base);
    const statistics = statisticsInput(base, batch.form, options);
    if (loss.needs === "statistics") return loss.evaluate(statistics);
    const matrix = Object.assign(statistics, { scores: statistics.matrix() });
    if (loss.needs === "scores") return loss.evaluate(matrix);
    if (loss.needs === "targets") return loss.evaluate(Object.assign(matrix, { targets: batch.targets! }));
    return loss.evaluate(Object.assign(matrix, { samplesU: batch.samplesU!, samplesV: batch.samplesV! }));
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
function statisticsInput(given: EmbeddingsInput, form: ScoreForm, options: StatisticsOptions): StatisticsInput {
  const { n } = given;
  let known: ScoreStatistics | undefined;
  const statistics = () => {
    known ??= ofPairs(scoreStatistics(form, options), n);
    return known;
  };
  return {
    ...given,
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
