// Each canonical pair is a problem in two scalars: the factors that multiply its directions in G and H.
import type { Objective } from "./objective.js";

/** Factors of one canonical pair: rows `g·x_i` of G and `h·y_i` of H. */
export interface ModeWeights {
  readonly g: number;
  readonly h: number;
}

/** A canonical correlation σ in [0, 1) with its complement 1 − σ. */
interface Correlation {
  readonly sigma: number;
  readonly complement: number;
}

/** The optimal factors for one canonical correlation; derivations in docs/theory.md. */
export function modeWeights(pair: Correlation, { metric, loss, lambdaU, lambdaV }: Required<Objective>): ModeWeights {
  const { sigma, complement } = pair;
  if (metric === "inner-product") return both(loss === "joint" ? jointShrinkage(sigma) : sigma);
  if (metric === "general-quadratic") return both(sigma / (complement * (1 + sigma)));
  if (loss === "joint") return both(sigma / (2 * complement));
  if (lambdaV === 0) return oneSided(pair);
  if (lambdaU === 0) return swapped(oneSided(pair));
  if (lambdaU === lambdaV) return both(twoSided(pair));
  const share = lambdaU / (lambdaU + lambdaV);
  return share > 0.5 ? unequal(pair, share) : swapped(unequal(pair, 1 - share));
}

/** `h(σ) = (√(1+4σ²) − 1)/(2σ)` of Theorem 5.6, in the form that does not cancel. */
const jointShrinkage = (sigma: number): number => (2 * sigma) / (1 + Math.sqrt(1 + 4 * sigma * sigma));

const both = (square: number): ModeWeights => ({ g: Math.sqrt(square), h: Math.sqrt(square) });

const swapped = ({ g, h }: ModeWeights): ModeWeights => ({ g: h, h: g });

function oneSided({ sigma, complement }: Correlation): ModeWeights {
  const sine = Math.sqrt(complement * (1 + sigma));
  return { g: sigma / sine, h: 1 / sine };
}

/** `t − 1`, `t = (1 + √(1+8(1−σ)))/(4(1−σ))`: the positive root of 2(1−σ)b² + (4(1−σ)−1)b − 2σ = 0, without cancellation. */
function twoSided({ sigma, complement }: Correlation): number {
  const [half, root] = [4 * complement - 1, Math.sqrt(1 + 8 * complement)];
  return half > 0 ? (4 * sigma) / (half + root) : (root - half) / (4 * complement);
}

/** For λ_u > λ_v > 0: the optimum lies on a curve b ↦ (b, c(b)), along which σ grows from 0 to 1; we invert it. */
function unequal({ sigma, complement }: Correlation, share: number): ModeWeights {
  if (sigma === 0) return both(0);
  const excess = (b: number) => (sigma < 0.5 ? correlationAt(b, share) - sigma : complement - complementAt(b, share));
  const b = Math.exp(bisect((x) => excess(Math.exp(x)), -90, 45));
  return { g: Math.sqrt(b), h: Math.sqrt(b + gapAt(b, share)) };
}

/** The σ for which `(b, b + gap)` is stationary, as a sum of positive terms. */
function correlationAt(b: number, share: number): number {
  const c = b + gapAt(b, share);
  const pull = (share * b * (b * (1 + b) + c)) / (1 + b) ** 2 + ((1 - share) * b * c) / (1 + c);
  return pull / Math.sqrt(b * c);
}

/** `1 − correlationAt`, again as a sum of positive terms. */
function complementAt(b: number, share: number): number {
  const gap = gapAt(b, share);
  const ratio = Math.sqrt(b / (b + gap));
  const rest = (share * (1 - gap)) / (1 + b) ** 2 + (1 - share) / (1 + b + gap);
  return gap / ((b + gap) * (1 + ratio)) + ratio * rest;
}

/** The root `c − b` in [0, 1] of `(1−share)(c/(1+c))²(1+c−b) = share (b/(1+b))²(1+b−c)`. */
function gapAt(b: number, share: number): number {
  const ratio = (gap: number) => ((b + gap) * (1 + b)) / (b * (1 + b + gap));
  return bisect((gap) => (1 - share) * ratio(gap) ** 2 * (1 + gap) - share * (1 - gap), 0, 1);
}

/** The zero of an increasing function to the last bit. */
function bisect(f: (x: number) => number, low: number, high: number): number {
  const middle = (low + high) / 2;
  if (middle === low || middle === high || Math.abs(high - low) < 1e-300) return middle;
  return f(middle) < 0 ? bisect(f, middle, high) : bisect(f, low, middle);
}
