import { choleskyOf, logDetCholesky, solveLower } from "./decompositions.js";
import { addVectors, apply, dot, type Matrix, subtractVectors } from "./matrix.js";

/** Any seeded generator of standard normals. */
export interface NormalGenerator {
  normal(): number;
}

/** A Gaussian law on R^n. */
export interface Normal {
  readonly mean: number[];
  readonly covariance: Matrix;
  density(x: ArrayLike<number>): number;
  logDensity(x: ArrayLike<number>): number;
  /** One draw `[n]`. */
  sample(rng: NormalGenerator): number[];
}

/** The law of x given y: `N(gain·y + offset, covariance)`. */
export interface ConditionalNormal {
  /** `[n, m]`. */
  readonly gain: Matrix;
  readonly offset: number[];
  readonly covariance: Matrix;
  /** The conditional mean `gain·y + offset`. */
  mean(given: ArrayLike<number>): number[];
  /** The law at one condition. */
  given(value: ArrayLike<number>): Normal;
}

/** `N(mean, covariance)`; `factor` spares a second factorisation. */
export function normal(mean: number[], covariance: Matrix, factor: Matrix = choleskyOf(covariance)): Normal {
  const constant = -0.5 * (mean.length * Math.log(2 * Math.PI) + logDetCholesky(factor));
  const logDensity = (x: ArrayLike<number>) => {
    const whitened = solveLower(
      factor,
      subtractVectors(x, mean).map((value) => [value]),
    ).flat();
    return constant - 0.5 * dot(whitened, whitened);
  };
  return {
    mean,
    covariance,
    logDensity,
    density: (x) => Math.exp(logDensity(x)),
    sample: (rng) =>
      addVectors(
        mean,
        apply(
          factor,
          mean.map(() => rng.normal()),
        ),
      ),
  };
}

/** The conditional law that passes through the two means: `N(meanX + gain·(y − meanY), covariance)`. */
export function conditionalNormal(
  gain: Matrix,
  covariance: Matrix,
  meanX: number[],
  meanY: ArrayLike<number>,
): ConditionalNormal {
  const factor = choleskyOf(covariance);
  const offset = subtractVectors(meanX, apply(gain, meanY));
  const mean = (given: ArrayLike<number>) => addVectors(offset, apply(gain, given));
  return { gain, offset, covariance, mean, given: (value) => normal(mean(value), covariance, factor) };
}
