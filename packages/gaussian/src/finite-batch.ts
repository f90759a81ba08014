// Losses on batches of N pairs against their limits: docs/theory.md, section 16.
import { type CanonicalCorrelations, canonicalCorrelations } from "./canonical.js";
import type { GaussianSpec } from "./joint.js";
import { type Matrix, product, scaleRows, transpose } from "./matrix.js";
import { refuse } from "./refuse.js";

/** χ²-divergence of the pairs from independence, `Π 1/(1 − σ_i²) − 1 = e^{2I} − 1`. */
export const chiSquaredDivergence = (spec: GaussianSpec): number => chiSquaredOf(canonicalCorrelations(spec));

/** The same from canonical correlations. */
const chiSquaredOf = ({ sigma, complement }: CanonicalCorrelations): number =>
  Math.expm1(-sigma.reduce((total, value, i) => total + Math.log(complement[i]! * (1 + value)), 0));

/**
 * By how much the loss of the true log ratio on batches of `count` pairs lies above its limit, to first order: `χ²/(2N)` for
 * InfoNCE and the conditional loss, `χ²/N` for the joint loss over all N² pairs, `−χ²/(2(N−1))` for DCL. So `log N − InfoNCE`
 * is `I − χ²/(2N)`. Where the term is not small it says too much.
 * @example
 * batchBias({ covariance, split: 5, loss: "conditional", count: 128 });
 */
export function batchBias(
  options: GaussianSpec & { readonly loss: "conditional" | "joint" | "dcl"; readonly count: number },
): number {
  const { loss, count } = options;
  if (!Number.isInteger(count) || count < 2)
    refuse("count", "a whole number from 2 up", count, "It is the batch size.");
  const divergence = chiSquaredDivergence(options);
  if (loss === "joint") return divergence / count;
  return loss === "dcl" ? -divergence / (2 * (count - 1)) : divergence / (2 * count);
}

/** The batch from which on the bias of the conditional loss is at most `bias` nats (default 0.05): `χ²/(2·bias)`. */
export const batchFor = (spec: GaussianSpec, bias = 0.05): number =>
  batchForInformation(0.5 * Math.log1p(chiSquaredDivergence(spec)), bias);

/** The same from the mutual information: `(e^{2I} − 1)/(2·bias)`. */
export const batchForInformation = (information: number, bias = 0.05): number =>
  Math.max(2, Math.ceil(Math.expm1(2 * information) / (2 * bias)));

/**
 * The minimiser `A = GᵀH` of the inner product's conditional loss (1, 1) on batches of two pairs, exact at full rank: whitened,
 * `2 (2I − ΩΩᵀ)⁻¹ Ω`, per pair `2σ/(2 − σ²) > σ`. Small batches make scores too sharp: in general `σ + σ³/N + O(σ⁵)`.
 */
export function pairBatchOptimum(spec: GaussianSpec): Matrix {
  const { sigma, directionsU, directionsV } = canonicalCorrelations(spec);
  const weights = sigma.map((value) => (2 * value) / (2 - value * value));
  return product(transpose(directionsU), scaleRows(weights, directionsV));
}
