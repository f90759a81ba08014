import { identity, type Matrix, product, scale, transpose } from "./matrix.js";
import type { Metric } from "./objective.js";
import { refuse } from "./refuse.js";

/** Symmetric `A, B` `[r, r]` of a score `⟨g_u, g_v⟩ − ½ g_uᵀ A g_u − ½ g_vᵀ B g_v`: what a metric takes off for each side alone. */
export interface OwnTerms {
  readonly A: Matrix;
  readonly B: Matrix;
}

/** Zero for the inner product, the identity for the quadratic metric, `PᵀP` and `QᵀQ` for the general quadratic one. */
export function ownTerms(metric: Metric, rank: number, penalties: OwnTerms | undefined): OwnTerms {
  if (metric === "general-quadratic")
    return (
      penalties ??
      refuse("P, Q", "matrices [r, r] beside G and H", "none", "The general quadratic metric has own terms.")
    );
  const own = scale(metric === "inner-product" ? 0 : 1, identity(rank));
  return { A: own, B: own };
}

/** `PᵀP` and `QᵀQ` of encoders that have them. */
export const penaltiesOf = ({ P, Q }: { readonly P?: Matrix; readonly Q?: Matrix }): OwnTerms | undefined =>
  P && Q && { A: product(transpose(P), P), B: product(transpose(Q), Q) };
