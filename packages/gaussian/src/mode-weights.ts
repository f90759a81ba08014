// Each canonical pair is a problem in two scalars: the factors that multiply its directions in G and H.
import type { Objective } from "./objective.js";

/** Factors of one canonical pair: rows `g·x_i` of G and `h·y_i` of H. */
export interface ModeWeights {
  readonly g: number;
  readonly h: number;
}

/** The optimal factors for canonical correlation σ in [0, 1); derivations in docs/theory.md. */
export function modeWeights(sigma: number, { metric, loss, lambdaU, lambdaV }: Required<Objective>): ModeWeights {
  if (metric === "inner-product") return both(loss === "joint" ? jointShrinkage(sigma) : sigma);
  if (loss === "joint") return both(sigma / (2 * (1 - sigma)));
  if (lambdaV === 0) return oneSided(sigma);
  if (lambdaU === 0) return swapped(oneSided(sigma));
  if (lambdaU === lambdaV) return both(twoSided(sigma));
  const share = lambdaU / (lambdaU + lambdaV);
  return share > 0.5 ? unequal(sigma, share) : swapped(unequal(sigma, 1 - share));
}

/** `h(σ) = (√(1+4σ²) − 1)/(2σ)` of Theorem 5.6, in the form that does not cancel. */
const jointShrinkage = (sigma: number): number => (2 * sigma) / (1 + Math.sqrt(1 + 4 * sigma * sigma));

const both = (square: number): ModeWeights => ({ g: Math.sqrt(square), h: Math.sqrt(square) });

const swapped = ({ g, h }: ModeWeights): ModeWeights => ({ g: h, h: g });

function oneSided(sigma: number): ModeWeights {
  const sine = Math.sqrt((1 - sigma) * (1 + sigma));
  return { g: sigma / sine, h: 1 / sine };
}

/** `t − 1`, `t = (1 + √(1+8(1−σ)))/(4(1−σ))`: the positive root of 2(1−σ)b² + (3−4σ)b − 2σ = 0, without cancellation. */
function twoSided(sigma: number): number {
  const [half, root] = [3 - 4 * sigma, Math.sqrt(9 - 8 * sigma)];
  return half > 0 ? (4 * sigma) / (half + root) : (root - half) / (4 * (1 - sigma));
}

/** For λ_u > λ_v > 0: the optimum lies on a curve b ↦ (b, c(b)), along which σ grows from 0 to 1; we invert it. */
function unequal(sigma: number, share: number): ModeWeights {
  if (sigma === 0) return both(0);
  const logB = bisect((x) => correlationAt(Math.exp(x), share) - sigma, -90, 45);
  const b = Math.exp(logB);
  return { g: Math.sqrt(b), h: Math.sqrt(b + gapAt(b, share)) };
}

/** The σ for which `(b, b + gap)` is stationary. */
function correlationAt(b: number, share: number): number {
  const c = b + gapAt(b, share);
  const pull = (share * b * (b * (1 + b) + c)) / (1 + b) ** 2 + ((1 - share) * b * c) / (1 + c);
  return pull / Math.sqrt(b * c);
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
