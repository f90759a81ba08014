import { type BimodalGaussian, type JointGaussian, jointGaussian, refuse, trueModel } from "@crosstilt/gaussian";

/** Settings of the process; the defaults are those of section 6.1 of the paper. */
export interface ProcessOptions {
  /** Smoothness α of the covariance `(−Δ + τ²)^{−α}`, above 1/2; default 2. */
  readonly alpha?: number;
  /** Inverse length scale τ ≥ 0; default 3. */
  readonly tau?: number;
  /** Points at which u observes w; default 12. */
  readonly nU?: number;
  /** Leading coefficients that make up v; default 5. */
  readonly nV?: number;
  /** Standard deviation of the observation noise of u; default 0.05. */
  readonly noise?: number;
  /** Terms of the series; default 1000. */
  readonly modes?: number;
}

/** The process with everything known about it in closed form. */
export interface GaussianProcess {
  readonly options: Required<ProcessOptions>;
  /** `λ_j = (j²π² + τ²)^{−α}`, j = 1..modes. */
  readonly eigenvalues: number[];
  /** Observation points of u: midpoints `(i − ½)/n_u`. */
  readonly points: number[];
  /** Exact joint law of (u, v). */
  readonly law: JointGaussian;
  /** The law with its conditionals u|v and v|u and its marginals. */
  readonly truth: BimodalGaussian;
}

/**
 * The pairs of section 6.1: `w = Σ_j √λ_j ξ_j ψ_j` on (0, 1) with ψ_j = √2 cos(jπx) (orthonormal, Neumann, mean zero) and
 * ξ_j i.i.d. standard normal; `u = w(points) + noise`, `v = (ξ_1, …, ξ_{n_v})`, hence C_vv = I.
 * @throws Error for an option out of range.
 * @example
 * const { law, truth } = gaussianProcess();
 * truth.uGivenV.mean([1, 0, 0, 0, 0]); // 12 numbers
 */
export function gaussianProcess(options: ProcessOptions = {}): GaussianProcess {
  const settings = checked({ alpha: 2, tau: 3, nU: 12, nV: 5, noise: 0.05, modes: 1000, ...defined(options) });
  const { alpha, tau, nU, nV, noise, modes } = settings;
  const eigenvalues = Array.from({ length: modes }, (_, j) => (((j + 1) * Math.PI) ** 2 + tau ** 2) ** -alpha);
  const points = Array.from({ length: nU }, (_, i) => (i + 0.5) / nU);
  const features = featuresAt(eigenvalues, points);
  const uu = features.map((a, i) => features.map((b, k) => dot(a, b) + (i === k ? noise ** 2 : 0)));
  const uv = features.map((row) => Array.from(row.subarray(0, nV)));
  const vv = Array.from({ length: nV }, (_, i) => Array.from({ length: nV }, (_, j) => (i === j ? 1 : 0)));
  const law = jointGaussian({ blocks: { uu, uv, vv } });
  return { options: settings, eigenvalues, points, law, truth: trueModel(law) };
}

/** Rows `√λ_j ψ_j(x)` `[points, modes]`: w(x) is a row times ξ. */
export function featuresAt(eigenvalues: readonly number[], points: ArrayLike<number>): Float64Array[] {
  const amplitudes = eigenvalues.map((value) => Math.sqrt(2 * value));
  return Array.from(points, (x) => Float64Array.from(amplitudes, (size, j) => size * Math.cos((j + 1) * Math.PI * x)));
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < b.length; i += 1) total += a[i]! * b[i]!;
  return total;
}

const defined = (options: ProcessOptions): ProcessOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

function checked(options: Required<ProcessOptions>): Required<ProcessOptions> {
  const { alpha, tau, nU, nV, noise, modes } = options;
  if (!(Number.isFinite(alpha) && alpha > 0.5))
    refuse("alpha", "a number above 0.5", alpha, "Below that w has no values.");
  if (!(Number.isFinite(tau) && tau >= 0)) refuse("tau", "a number from 0 up", tau, "The paper takes 3.");
  if (!(Number.isFinite(noise) && noise > 0)) refuse("noise", "a number above 0", noise, "The paper takes 0.05.");
  for (const [name, value] of Object.entries({ nU, nV, modes }))
    if (!(Number.isInteger(value) && value >= 1))
      refuse(name, "a whole number from 1 up", value, "Leave it out for the paper's.");
  if (nV > modes) refuse("nV", `at most modes = ${modes}`, nV, "Raise modes.");
  return options;
}
