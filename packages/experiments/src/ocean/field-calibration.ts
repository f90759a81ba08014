import type { Generator } from "@crosstilt/core";

/** A law of the velocities at the probes, given a path. */
export interface FieldLaw {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** One draw of all of them. */
  draw(generator: Generator): ArrayLike<number>;
}

/** How laws agree with the truths they are laws of. */
export interface FieldCalibration {
  /** Share of truths that are larger than 0, 1, … 19 of 19 draws from their law: 0.05 each when it is calibrated. */
  readonly rankHistogram: readonly number[];
  /** Share of truths within central intervals of the law that should hold `nominal` of them. */
  readonly coverage: readonly { readonly nominal: number; readonly actual: number }[];
  /** Root mean square of truth − mean, in units of speed. */
  readonly error: number;
  /** Root mean square of the law's standard deviation; equals the error when it is calibrated. */
  readonly spread: number;
}

const DRAWS = 19;

/** Collects laws and truths one by one. */
export function fieldCalibration(generator: Generator) {
  const histogram = new Float64Array(DRAWS + 1);
  let [error, spread, count] = [0, 0, 0];
  return {
    add(truth: ArrayLike<number>, law: FieldLaw): void {
      const draws = Array.from({ length: DRAWS }, () => law.draw(generator));
      for (let i = 0; i < truth.length; i++) {
        histogram[rankAmong(truth[i]!, draws, i, generator)]! += 1;
        error += (truth[i]! - law.mean[i]!) ** 2;
        spread += law.deviation[i]! ** 2;
        count += 1;
      }
    },
    result(): FieldCalibration {
      const rankHistogram = Array.from(histogram, (value) => value / count);
      const root = (sum: number) => Math.sqrt(sum / count);
      return { rankHistogram, coverage: coverageOf(rankHistogram), error: root(error), spread: root(spread) };
    },
  };
}

/** How many draws are below the truth; those that equal it fall to either side by chance, all alike. */
function rankAmong(truth: number, draws: readonly ArrayLike<number>[], i: number, generator: Generator): number {
  const below = draws.filter((draw) => draw[i]! < truth).length;
  const equal = draws.filter((draw) => draw[i] === truth).length;
  return below + (equal > 0 ? generator.integer(equal + 1) : 0);
}

/** Ranks from i to 19 − i are the central interval that holds 1 − i/10. */
function coverageOf(histogram: readonly number[]): FieldCalibration["coverage"] {
  return Array.from({ length: 9 }, (_, at) => {
    const cut = 9 - at;
    const actual = histogram.slice(cut, DRAWS + 1 - cut).reduce((sum, share) => sum + share, 0);
    return { nominal: 1 - cut / 10, actual };
  });
}
