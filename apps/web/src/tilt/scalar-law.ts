/** A law of one variable. */
export interface ScalarLaw {
  readonly mean: number;
  readonly variance: number;
  density(x: number): number;
}

/** The normal law of one variable. */
export function scalarNormal(mean: number, variance: number): ScalarLaw {
  const peak = 1 / Math.sqrt(2 * Math.PI * variance);
  return { mean, variance, density: (x) => peak * Math.exp(-((x - mean) ** 2) / (2 * variance)) };
}
