/** The score of a pair of numbers, `s = product · uv + ½ squareU · u² + ½ squareV · v²`: any tilt of one normal law into another. */
export interface ScalarTilt {
  readonly product: number;
  readonly squareU: number;
  readonly squareV: number;
}

export const scoreAt = ({ product, squareU, squareV }: ScalarTilt, u: number, v: number): number =>
  product * u * v + (squareU * u * u + squareV * v * v) / 2;

/** The tilt of independent standard normal numbers into those of a correlation ρ: `s + const` is the log ratio of the two laws. */
export function trueTilt(correlation: number): ScalarTilt {
  const rest = 1 - correlation ** 2;
  const square = -(correlation ** 2) / rest;
  return { product: correlation / rest, squareU: square, squareV: square };
}

/** `log μ(u, v) − log μ_u(u) μ_v(v)` of standard normal numbers of a correlation, in nats. */
export const logRatioAt = (correlation: number, u: number, v: number): number =>
  scoreAt(trueTilt(correlation), u, v) - Math.log(1 - correlation ** 2) / 2;

/** Encoders of the general quadratic metric, `[1, 1]` each. */
interface ScalarEncoders {
  readonly G: readonly (readonly number[])[];
  readonly H: readonly (readonly number[])[];
  readonly P?: readonly (readonly number[])[];
  readonly Q?: readonly (readonly number[])[];
}

/** The tilt that encoders in training make: `s = GH uv − ½ (PG)² u² − ½ (QH)² v²`. */
export function tiltOf({ G, H, P, Q }: ScalarEncoders): ScalarTilt {
  const [g, h, p, q] = [G, H, P, Q].map((matrix) => matrix?.[0]?.[0] ?? 0) as [number, number, number, number];
  return { product: g * h, squareU: -((p * g) ** 2), squareV: -((q * h) ** 2) };
}
