/** The normal distribution function by its series, ½ + φ(x) (x + x³/3 + x⁵/15 + …), in float64. */
export function normalCdf(x: number): number {
  let [sum, term] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
