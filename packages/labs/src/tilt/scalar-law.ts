/** A law of one variable. */
export interface ScalarLaw {
  readonly mean: number;
  readonly variance: number;
  /** Whether mean and variance say everything. */
  readonly normal?: boolean;
  density(x: number): number;
}

/** The normal law of one variable. */
export function scalarNormal(mean: number, variance: number): ScalarLaw {
  const peak = 1 / Math.sqrt(2 * Math.PI * variance);
  return { normal: true, mean, variance, density: (x) => peak * Math.exp(-((x - mean) ** 2) / (2 * variance)) };
}

/** `KL(p ‖ q)` in nats, between normal laws by their moments (Lemma E.1), otherwise by quadrature around p. */
export function scalarDivergence(p: ScalarLaw, q: ScalarLaw): number {
  if (!p.normal || !q.normal) return quadrature(p, (x) => Math.log(p.density(x) / q.density(x)));
  const ratio = q.variance / p.variance;
  return 0.5 * (1 / ratio - 1 + Math.log(ratio) + (q.mean - p.mean) ** 2 / q.variance);
}

/** The mean of f under a law that is nearly nothing beyond six standard deviations. */
function quadrature({ mean, variance, density }: ScalarLaw, f: (x: number) => number): number {
  const step = (12 * Math.sqrt(variance)) / 400;
  const places = Array.from({ length: 401 }, (_, i) => mean + (i - 200) * step);
  return places.reduce((sum, x) => sum + step * density(x) * f(x), 0);
}
