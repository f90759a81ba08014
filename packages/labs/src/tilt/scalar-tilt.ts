import type { Encoders, Metric } from "@crosstilt/gaussian";

/** The score of a pair of numbers, `s = product · uv + ½ squareU · u² + ½ squareV · v²`: any tilt of one normal law into another. */
export interface ScalarTilt {
  readonly product: number;
  readonly squareU: number;
  readonly squareV: number;
}

export const scoreAt = ({ product, squareU, squareV }: ScalarTilt, u: number, v: number): number =>
  product * u * v + (squareU * u * u + squareV * v * v) / 2;

/**
 * The score that scalar encoders make, `[1, 1]` each: `GH uv` by the inner product, `−½ (Gu − Hv)²` by the quadratic metric, and
 * `GH uv − ½ (PG)² u² − ½ (QH)² v²` by the general one.
 */
export function tiltOf(metric: Metric, { G, H, P, Q }: Encoders): ScalarTilt {
  const [g, h] = [G[0]![0]!, H[0]![0]!];
  const [p, q] = {
    "inner-product": [0, 0],
    quadratic: [1, 1],
    "general-quadratic": [P?.[0]?.[0] ?? 0, Q?.[0]?.[0] ?? 0],
  }[metric] as [number, number];
  return { product: g * h, squareU: -((p * g) ** 2), squareV: -((q * h) ** 2) };
}
