import { type ScalarTilt, scoreAt } from "../tilt/scalar-tilt.js";

/** The tilt of independent standard normal numbers into those of a correlation ρ: `s + const` is the log ratio of the two laws. */
export function trueTilt(correlation: number): ScalarTilt {
  const rest = 1 - correlation ** 2;
  const square = -(correlation ** 2) / rest;
  return { product: correlation / rest, squareU: square, squareV: square };
}

/** `log μ(u, v) − log μ_u(u) μ_v(v)` of standard normal numbers of a correlation, in nats. */
export const logRatioAt = (correlation: number, u: number, v: number): number =>
  scoreAt(trueTilt(correlation), u, v) - Math.log(1 - correlation ** 2) / 2;
