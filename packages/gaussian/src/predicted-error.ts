// From risks on left-out folds to the error of a model fitted to all pairs, with an interval: docs/theory.md, section 15.
import { canonicalCorrelations } from "./canonical.js";
import { type Split, splitsOf } from "./held-out.js";
import type { JointGaussian } from "./joint.js";
import { sum } from "./matrix.js";
import { type Fitted, jointMeasure, type Measure } from "./measures.js";
import { type Moments, mergeMoments, plugInLaw } from "./moments.js";
import { optimalEncoders } from "./optimum.js";
import { normalQuantile, studentQuantile } from "./special-functions.js";

/** A number with the interval that holds it with the probability `level`. */
export interface Estimate {
  readonly estimate: number;
  readonly interval: readonly [number, number];
}

/** The probability of every interval of advice. */
export const level = 0.9;

/** Left-out folds, how many samples they hold, and the law of all of them. */
export interface Evidence {
  readonly law: JointGaussian;
  readonly splits: readonly Split[];
  readonly counts: readonly number[];
  /** Independent groups of samples. */
  readonly units: number;
}

/** Splits of folds into one part to fit and one to measure on. */
export function evidenceOf(folds: readonly Moments[], ridge: number): Evidence {
  const splits = splitsOf(folds, ridge);
  const whole = folds.reduce(mergeMoments);
  const counts = folds.map(({ count }) => count);
  return { law: plugInLaw(whole, { ridge }), splits, counts, units: whole.groups ?? whole.count };
}

/** Turns the risks of one measure into errors. */
export interface Predictor {
  /** The error of a model with the share `fitted` of the whole law's parameters, from its risks on the folds; by chance below 0. */
  error(risks: readonly number[], fitted: number): Estimate;
  /** Whether the risks are lower than those of no model by more than chance, one-sided at 5 %. */
  beatsNone(risks: readonly number[]): boolean;
}

/**
 * The whole law's plug-in model, fitted without each fold, is the reference: its error is known from sampling theory, scaled by
 * the gap between its risk on left-out and on its own data (so that neither normality nor independence of pairs in a group is
 * assumed); every other error is that plus the paired difference of risks.
 */
export function predictor(measure: Measure, { law, splits, counts, units }: Evidence): Predictor {
  const total = sum(counts);
  const weights = counts.map((count) => count / total);
  const mean = (values: readonly number[]) => sum(values.map((value, i) => value * weights[i]!));
  const student = studentQuantile((1 + level) / 2, splits.length - 1);
  const none = splits.map((split) => measure.risk(split, null));
  // Folds share their fits, and in-sample spread is short of the true one: the more so, the more dimensions a sample has.
  const dimensions = law.uu.length + law.vv.length;
  const shortness = (units + 2 * dimensions) / Math.max(units / 2, units - dimensions);
  const spread = (values: readonly number[]) => shortness * varianceOfMean(values, weights);
  const beatsNone = (risks: readonly number[]) => {
    const gains = risks.map((risk, i) => none[i]! - risk);
    return mean(gains) > student * Math.sqrt(spread(gains));
  };
  if (measure.sampling === null)
    return { beatsNone, error: (risks) => chance(mean(risks), student * Math.sqrt(spread(risks))) };

  const reference = splits.map((split) => measure.risk(split, wholeLaw(split.law)));
  const { excess, optimism, degrees, variance } = measure.sampling(law);
  const trained = total * (1 - 1 / splits.length);
  const own = measure.risk({ law, data: law, share: 1 }, wholeLaw(law));
  const inflation = Math.max(0, mean(reference) - own) / (excess(trained) + optimism(total));
  const normal = normalQuantile((1 + level) / 2);
  return {
    beatsNone,
    error(risks, fitted) {
      const differences = risks.map((risk, i) => risk - reference[i]!);
      const loss = inflation * ((1 - fitted) * excess(trained) + fitted * excess(total));
      // The difference of two fits varies by (1 − fitted)·4·loss²/degrees of itself, were there nothing to fit.
      const noise = (1 - fitted) * 4 * (loss ** 2 / degrees);
      const between = Math.max(0, spread(differences) - noise);
      const width = Math.sqrt(student ** 2 * between + normal ** 2 * variance(loss, units));
      return positive(mean(differences) + loss, width, { normal, mayVanish: measure.mayVanish || fitted === 0 });
    },
  };
}

/** The general quadratic model at full rank: every conditional and the joint law of a Gaussian. */
function wholeLaw(law: JointGaussian): Fitted {
  const canonical = canonicalCorrelations(law);
  const objective = { metric: "general-quadratic", loss: "conditional", lambdaU: 1, lambdaV: 1 } as const;
  return { encoders: optimalEncoders(canonical, objective, canonical.sigma.length), metric: objective.metric };
}

/** Mutual information of samples in folds: the plug-in value without its bias, and an interval. */
export function informationFrom(evidence: Evidence): Estimate {
  const independent = evidence.splits.map((split) => jointMeasure.risk(split, null));
  const { estimate, interval } = predictor(jointMeasure, evidence).error(independent, 0);
  return { estimate: Math.max(0, estimate), interval };
}

/** Variance of a weighted mean of folds. */
function varianceOfMean(values: readonly number[], weights: readonly number[]): number {
  const mean = sum(values.map((value, i) => value * weights[i]!));
  const squares = sum(values.map((value, i) => (weights[i]! * (value - mean)) ** 2));
  return (squares * values.length) / (values.length - 1);
}

/** The interval of a chance that no model is surely worse than: one half. */
function chance(estimate: number, width: number): Estimate {
  const within = (value: number) => Math.min(1, Math.max(0, value));
  return { estimate, interval: [Math.min(0.5, within(estimate - width)), within(estimate + width)] };
}

/**
 * The interval of a quantity that is not negative: as of a scaled χ² of this mean and spread (Wilson and Hilferty 1931), near zero a
 * wider one, which holds zero itself where the quantity `mayVanish`.
 */
function positive(
  estimate: number,
  width: number,
  { normal, mayVanish }: { readonly normal: number; readonly mayVanish: boolean },
): Estimate {
  const interval = [Math.max(0, estimate - width), Math.max(0, estimate + width)] as const;
  if (!(estimate > 0)) return { estimate, interval };
  const spread = (width / normal / estimate) ** 2 / 9;
  const at = (z: number) => estimate * Math.max(0, 1 - spread + z * Math.sqrt(spread)) ** 3;
  return { estimate, interval: [mayVanish && width >= estimate ? 0 : at(-normal), Math.max(at(normal), interval[1])] };
}
