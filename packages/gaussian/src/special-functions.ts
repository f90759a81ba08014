// The few special functions that tests and intervals need, to about 1e-12 unless said otherwise.

/** `log Γ(x)`, x > 0: Stirling's series beyond 10, recurrence below. */
export function logGamma(x: number): number {
  if (x < 10) return logGamma(x + 1) - Math.log(x);
  const inverse = 1 / (x * x);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}

/** `ψ(x) = d log Γ(x)/dx`, x > 0. */
export function digamma(x: number): number {
  if (x < 10) return digamma(x + 1) - 1 / x;
  const inverse = 1 / (x * x);
  const tail = 1 / 120 - inverse * (1 / 252 - inverse * (1 / 240 - inverse * (1 / 132)));
  return Math.log(x) - 0.5 / x - inverse * (1 / 12 - inverse * tail);
}

/** `P(χ²_k > x)`: the series of the incomplete gamma function below its mean, the continued fraction beyond. */
export function chiSquaredTail(x: number, degrees: number): number {
  if (!(x > 0)) return 1;
  const [shape, at] = [degrees / 2, x / 2];
  const front = Math.exp(shape * Math.log(at) - at - logGamma(shape));
  return at < shape + 1 ? 1 - front * lowerSeries(shape, at) : front * upperFraction(shape, at);
}

function lowerSeries(shape: number, at: number): number {
  let term = 1 / shape;
  let total = term;
  for (let k = 1; term > 1e-17 * total; k += 1) {
    term *= at / (shape + k);
    total += term;
  }
  return total;
}

/** `1/(x+1−a− 1(1−a)/(x+3−a− …))` by Lentz's method. */
function upperFraction(shape: number, at: number): number {
  let b = at + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let k = 1; k < 10_000; k += 1) {
    const a = -k * (k - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

/** `P(|Z| > |z|)` of a standard normal. */
export const normalTwoSided = (z: number): number => chiSquaredTail(z * z, 1);

/** The z with `P(Z < z) = probability`, by bisection. */
export function normalQuantile(probability: number): number {
  if (probability < 0.5) return -normalQuantile(1 - probability);
  let [low, high] = [0, 40];
  for (let k = 0; k < 80; k += 1) {
    const middle = (low + high) / 2;
    if (normalTwoSided(middle) / 2 > 1 - probability) low = middle;
    else high = middle;
  }
  return low;
}

/** Student's quantile; exact for one and two degrees of freedom, else Fisher's expansion (1e-3 at 3, 1e-5 at 9). */
export function studentQuantile(probability: number, degrees: number): number {
  if (degrees === 1) return Math.tan(Math.PI * (probability - 0.5));
  const excess = 2 * probability - 1;
  if (degrees === 2) return excess * Math.sqrt(2 / (1 - excess * excess));
  const z = normalQuantile(probability);
  const powers = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return powers.reduce((total, value, k) => total + value / degrees ** (k + 1), z);
}
