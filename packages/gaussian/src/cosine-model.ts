import { refuse } from "./refuse.js";
import { logGamma } from "./special-functions.js";

/** The model of normalised encoders for isotropic canonical correlations: docs/theory.md, section 18. */
export interface CosineModel {
  /** Mean cosine of true pairs. */
  readonly meanCosine: number;
  /** Inverse temperature 1/τ that is optimal: the von Mises-Fisher concentration of that mean cosine. */
  readonly kappa: number;
  /** Conditional and joint loss at κ, equal here. */
  readonly loss: number;
  /** Share of the mutual information `−(n/2) log(1 − σ²)` that is left: what normalising throws away is the rest. */
  readonly share: number;
}

/**
 * Cosine metric on `dimension` pairs of one canonical correlation σ, with encoders that whiten and rotate:
 * `E cos = (2/n) (Γ((n+1)/2)/Γ(n/2))² σ ₂F₁(½, ½; n/2 + 1; σ²)`, normalisers constant, `L(κ) = log C_n(κ) − κ E cos`. That whitening is
 * best among linear encoders follows from symmetry only, and is not proved.
 * @throws Error unless 0 ≤ σ < 1 and the dimension is a whole number from 1 up.
 * @example
 * cosineModel({ sigma: 0.8, dimension: 3 }).share; // 0.67
 */
export function cosineModel({ sigma, dimension }: { readonly sigma: number; readonly dimension: number }): CosineModel {
  if (!(sigma >= 0 && sigma < 1))
    refuse("sigma", "a canonical correlation in [0, 1)", sigma, "Its sign is a rotation.");
  if (!Number.isInteger(dimension) || dimension < 1)
    refuse("dimension", "a whole number from 1 up", dimension, "It is the number of outputs.");
  const meanCosine = meanCosineOf(sigma, dimension);
  const kappa = concentration(meanCosine, dimension);
  const loss = logNormaliser(kappa, dimension) - kappa * meanCosine;
  const information = -(dimension / 2) * Math.log1p(-sigma * sigma);
  return { meanCosine, kappa, loss, share: information === 0 ? 1 : -loss / information };
}

function meanCosineOf(sigma: number, n: number): number {
  const front = Math.exp(2 * (logGamma((n + 1) / 2) - logGamma(n / 2)));
  let [term, total] = [1, 1];
  for (let k = 0; term > 1e-17 * total && k < 1e6; k += 1) {
    term *= ((k + 0.5) ** 2 * sigma * sigma) / ((n / 2 + 1 + k) * (k + 1));
    total += term;
  }
  return Math.min(1, (2 / n) * front * sigma * total);
}

/** `log C_n(κ) = log E e^{κ t}`, t a coordinate of a uniform point of the sphere: `Σ (κ²/4)^k Γ(n/2)/(k! Γ(n/2 + k))`. */
const logNormaliser = (kappa: number, n: number): number => besselSums(kappa, n).log;

/** `I_{n/2}(κ)/I_{n/2−1}(κ)`, the mean of t under e^{κt}. */
const meanResultant = (kappa: number, n: number): number => besselSums(kappa, n).ratio;

/** The series in logarithms relative to its largest term, so that large κ do not overflow. */
function besselSums(kappa: number, n: number): { log: number; ratio: number } {
  if (kappa === 0) return { log: 0, ratio: 0 };
  const logs = [0];
  // Terms grow up to k about κ/2 and then fall faster than a geometric series.
  for (let k = 0; k < kappa || logs[k]! > logs[Math.floor(kappa / 2)]! - 45; k += 1)
    logs.push(logs[k]! + 2 * Math.log(kappa / 2) - Math.log((k + 1) * (n / 2 + k)));
  const largest = logs.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const weights = logs.map((value) => Math.exp(value - largest));
  const total = weights.reduce((sum, value) => sum + value, 0);
  const derivative = weights.reduce((sum, value, k) => sum + (2 * k * value) / kappa, 0);
  return { log: largest + Math.log(total), ratio: derivative / total };
}

/** The κ at which the mean resultant is m: it grows from 0 to 1. */
function concentration(mean: number, n: number): number {
  if (mean === 0) return 0;
  let [low, high] = [0, 1];
  while (meanResultant(high, n) < mean) high *= 2;
  for (let k = 0; k < 60; k += 1) {
    const middle = (low + high) / 2;
    if (meanResultant(middle, n) < mean) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
