import { modalitiesJointLoss, modalitiesJointWeights, modalitiesKl, precisionOf } from "./covariance-selection.js";
import { choleskyOf, logDetCholesky } from "./decompositions.js";
import { add, identity, type Matrix, scale, subtract, sum } from "./matrix.js";
import {
  blockOf,
  type ModalitiesLaw,
  type ModalitiesMetric,
  type ModalitiesModel,
  type ModalitiesSpec,
  modalitiesLaw,
  modalitiesMetrics,
  offDiagonal,
  onDiagonal,
  pairsOf,
  startsOf,
} from "./modalities.js";
import { type Alternation, jointStep, lowRankWeights, oneVsRestStep } from "./modalities-rank.js";
import { oneVsRestLoss, oneVsRestWeights } from "./one-vs-rest.js";
import { pairwiseSum } from "./pairwise-sum.js";
import { refuse } from "./refuse.js";

/** Which law a model of K modalities is trained to match. */
export const modalitiesLosses = ["one-vs-rest", "joint", "pairwise-sum"] as const;
export type ModalitiesLoss = (typeof modalitiesLosses)[number];

export interface ModalitiesOptions extends ModalitiesSpec {
  readonly metric: ModalitiesMetric;
  readonly loss: ModalitiesLoss;
  /** Dimension of the embeddings (default: no limit). */
  readonly rank?: number;
}

/** The best model of its kind; matrices are in block-whitened coordinates `C_aa^{-1/2} z_a`. */
export interface ModalitiesOptimum extends ModalitiesModel {
  /** `KL(μ ‖ ⊗μ_a) = −½ log det Ω`, in nats. */
  readonly totalCorrelation: number;
  /** `−(1/K) Σ_a E log ρ(z_a | z_{−a})`; of "joint" `−E s + log E_{⊗μ_a} e^s`; of "pairwise-sum" the mean over pairs of their own. */
  readonly loss: number;
  /** KL of the true joint law to that of the model; null where the scores have no joint law. */
  readonly klJoint: number | null;
}

/**
 * What linear encoders of K Gaussian modalities learn at best, in closed form or by a convex problem solved to rounding:
 * one-vs-rest is a linear system, joint is covariance selection with a free diagonal, the general quadratic is exact, and
 * "pairwise-sum" adds up models that were trained on two modalities each. Under a rank the encoders alternate exactly, and
 * reach a local minimum. For two modalities these are the optima of {@link optimum}.
 *
 * @throws for a covariance, blocks or a rank that make no sense, and for a rank of the general quadratic or of a sum of pairs.
 * @example
 * const { klJoint } = modalitiesOptimum({ covariance, blocks: [3, 4, 2], metric: "inner-product", loss: "joint" });
 */
export function modalitiesOptimum(options: ModalitiesOptions): ModalitiesOptimum {
  const law = modalitiesLaw(options);
  const { weights, ownTerms, loss, notes } = solved(law, options);
  const klJoint = modalitiesKl(law, weights, ownTerms);
  return {
    totalCorrelation: -0.5 * precisionOf(law).logDet,
    loss,
    klJoint: klJoint === null ? null : Math.max(0, klJoint),
    weights,
    ownTerms,
    notes: [
      ...notes,
      ...(klJoint === null ? ["klJoint: e^s has no finite normaliser, so the scores have no joint law."] : []),
    ],
  };
}

function solved(law: ModalitiesLaw, options: ModalitiesOptions): ModalitiesModel {
  const { metric, loss, rank } = options;
  const most = law.omega.length;
  if (!modalitiesMetrics.includes(metric)) refuse("metric", modalitiesMetrics.join(" or "), metric, "");
  if (!modalitiesLosses.includes(loss)) refuse("loss", modalitiesLosses.join(", "), loss, "");
  if (rank !== undefined && !(Number.isInteger(rank) && rank >= 1))
    refuse("rank", "a whole number from 1 up", rank, "It is the dimension of the embeddings.");
  if (rank !== undefined && (metric === "general-quadratic" || loss === "pairwise-sum"))
    refuse("rank", "the inner product with one-vs-rest or joint", `${metric} and ${loss}`, "Leave the rank out.");
  if (loss === "pairwise-sum") return pairwiseSum(law, metric);
  if (metric === "general-quadratic") return exact(law, loss);
  const { name, full, alternation } = loss === "joint" ? jointProblem(law) : oneVsRestProblem(law);
  const limited = rank !== undefined && rank < most;
  const weights = limited ? lowRankWeights(law, rank, full, alternation).weights : full;
  const notes = limited && law.sizes.length > 2 ? [`rank: ${name} alternates over modalities; a local minimum.`] : [];
  return { weights, ownTerms: scale(0, law.omega), loss: alternation.loss(weights), notes };
}

interface Problem {
  readonly name: string;
  readonly full: Matrix;
  readonly alternation: Alternation;
}

const oneVsRestProblem = (law: ModalitiesLaw): Problem => ({
  name: "one-vs-rest",
  full: oneVsRestWeights(law),
  alternation: { loss: (weights) => oneVsRestLoss(law, weights), best: oneVsRestStep },
});

const jointProblem = (law: ModalitiesLaw): Problem => ({
  name: "joint",
  full: modalitiesJointWeights(law),
  alternation: { loss: (weights) => modalitiesJointLoss(law, weights), best: jointStep },
});

/** General quadratic: `I − 𝒜 + B = Ω⁻¹`, the law itself, and so the best value of either loss. */
function exact(law: ModalitiesLaw, loss: ModalitiesLoss): ModalitiesModel {
  const { precision, logDet } = precisionOf(law);
  const ownTerms = subtract(onDiagonal(law, precision), identity(precision.length));
  // I(z_a; z_{−a}) = ½ log det of the block of Ω⁻¹.
  const informations = law.sizes.map((_, a) => 0.5 * logDetCholesky(choleskyOf(blockOf(law, precision, a, a))));
  return {
    weights: scale(-1, offDiagonal(law, precision)),
    ownTerms,
    loss: loss === "joint" ? 0.5 * logDet : -sum(informations) / law.sizes.length,
    notes: [],
  };
}

/** 𝒜 by block, for every pair a < b: `{ "1-2": …, "1-3": … }`. */
export function weightsByBlock(blocks: readonly number[], weights: Matrix): Record<string, Matrix> {
  const starts = startsOf(blocks);
  return Object.fromEntries(pairsOf(blocks).map(([a, b]) => [`${a + 1}-${b + 1}`, blockOf({ starts }, weights, a, b)]));
}

/** The precision `I − 𝒜 + B` `[n, n]` of a model in block-whitened coordinates. */
export const modelPrecision = ({ weights, ownTerms }: Pick<ModalitiesModel, "weights" | "ownTerms">): Matrix =>
  add(subtract(identity(weights.length), weights), ownTerms);
