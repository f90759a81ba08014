import { addVectors, apply, dot, type Matrix, subtractVectors } from "./matrix.js";
import { choleskyRoot, type SquareRoot } from "./square-root.js";

/** Any seeded generator of standard normals. */
export interface NormalGenerator {
  normal(): number;
}

/** A Gaussian law on R^n. */
export interface Normal {
  readonly mean: number[];
  readonly covariance: Matrix;
  /** A square root of the covariance. */
  square(): SquareRoot;
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
  /** A square root of the covariance. */
  square(): SquareRoot;
  /** The conditional mean `gain·y + offset`. */
  mean(given: ArrayLike<number>): number[];
  /** The law at one condition. */
  given(value: ArrayLike<number>): Normal;
}

/** `N(mean, covariance)`; a known `square` root spares a factorisation. */
export function normal(mean: number[], covariance: Matrix, square = choleskyRoot(covariance)): Normal {
  const logDensity = (x: ArrayLike<number>) => {
    const { whiten, logDet } = square();
    const whitened = whiten(subtractVectors(x, mean).map((value) => [value])).flat();
    return -0.5 * (mean.length * Math.log(2 * Math.PI) + logDet + dot(whitened, whitened));
  };
  return {
    mean,
    covariance,
    square,
    logDensity,
    density: (x) => Math.exp(logDensity(x)),
    sample: (rng) =>
      addVectors(
        mean,
        apply(
          square().root,
          mean.map(() => rng.normal()),
        ),
      ),
  };
}

/** A conditional law whose mean is `meanX + gain·(y − meanY)`. */
export interface ConditionalParts {
  readonly gain: Matrix;
  readonly covariance: Matrix;
  readonly square?: () => SquareRoot;
  readonly meanX: number[];
  readonly meanY: ArrayLike<number>;
}

/** `N(meanX + gain·(y − meanY), covariance)` as a function of y. */
export function conditionalNormal(parts: ConditionalParts): ConditionalNormal {
  const { gain, covariance, square = choleskyRoot(covariance), meanX, meanY } = parts;
  const offset = subtractVectors(meanX, apply(gain, meanY));
  const mean = (given: ArrayLike<number>) => addVectors(offset, apply(gain, given));
  return { gain, offset, covariance, square, mean, given: (value) => normal(mean(value), covariance, square) };
}
