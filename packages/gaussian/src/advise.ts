import { type Candidate, candidates, type Purpose, purposes, reasonFor } from "./advice-candidates.js";
import { type CanonicalCorrelations, canonicalCorrelations, informationOf } from "./canonical.js";
import { batchForInformation } from "./finite-batch.js";
import { type Split, truncated } from "./held-out.js";
import { type GaussianSpec, jointGaussian } from "./joint.js";
import { type Measure, measureOf } from "./measures.js";
import type { Moments } from "./moments.js";
import type { LossName, Metric } from "./objective.js";
import { optimalEncoders } from "./optimum.js";
import {
  type Estimate,
  type Evidence,
  evidenceOf,
  informationFrom,
  type Predictor,
  predictor,
} from "./predicted-error.js";
import { refuse } from "./refuse.js";

/** One row of advice; "none" and rank 0 stand for taking u and v for independent. */
export interface AdviceRow {
  readonly metric: Metric | "none";
  readonly loss: LossName | "none";
  readonly lambdaU: number;
  readonly lambdaV: number;
  readonly rank: number;
  readonly error: number;
  /** Holds the error of a model fitted to all samples in 90 of 100 cases; null for a known law. */
  readonly interval: readonly [number, number] | null;
  readonly reason: string;
}

/** A table of choices with predicted errors, best first, and the recommended one. */
export interface Advice {
  readonly purpose: Purpose;
  /** What `error` is. */
  readonly measure: string;
  /** The error of a model that takes u and v for independent. */
  readonly baseline: number;
  readonly baselineInterval: readonly [number, number] | null;
  readonly recommended: AdviceRow;
  readonly table: AdviceRow[];
  /** Canonical correlations; of samples, the plug-in ones. */
  readonly sigma: number[];
  /** `I(u; v)` in nats; of samples without the bias of the plug-in value. */
  readonly mutualInformation: number;
  readonly mutualInformationInterval: readonly [number, number] | null;
  /** The batch at which the conditional loss is off by 0.05 nats, `10 (e^{2I} − 1)`: train with more pairs a batch. */
  readonly batch: number;
}

/** A known law, or moments of data in two or more folds (see foldMoments), in which case errors are predicted on data left out. */
export type AdviseOptions = { readonly purpose: Purpose; readonly ranks?: readonly number[] } & (
  | GaussianSpec
  | { readonly folds: readonly Moments[]; readonly ridge?: number }
);

/**
 * Says which loss, metric and rank serve a purpose, with the predicted error of each combination and the reason.
 * Errors are: for point estimates `E|estimate − E[u|v]|²`; for sampling `E_v KL(μ_{u|v}‖ν_{u|v})`; for the
 * joint `KL(μ‖ν)`; for retrieval the chance that a random candidate outranks the true partner, averaged over both directions.
 * Of samples they are those of the Gaussian with the samples' second moments, for models fitted to all of them; no model is
 * recommended unless u and v are surely dependent and it beats none on the left-out folds by more than chance.
 * Equal errors go to the smaller rank, then to the simpler combination. `ranks` defaults to all up to 16, then doubling.
 * @example
 * advise({ covariance, split: 5, purpose: "sample-u-given-v" }).recommended;
 */
export function advise(options: AdviseOptions): Advice {
  const { purpose } = options;
  if (!purposes.includes(purpose))
    refuse("purpose", `one of ${purposes.join(", ")}`, purpose, "Name what the model is for.");
  const { evidence, judge, information } = judgement(options, measureOf(purpose));
  const canonical = canonicalCorrelations(evidence.law);
  const { sigma } = canonical;
  const ranks = checkedRanks(options.ranks, sigma.length);
  const fits = evidence.splits.map((split) => ({ split, canonical: canonicalCorrelations(split.law) }));
  const context = { purpose, ranks, fits, judge, sigma, sides: sidesOf(evidence) };
  const none = noModel(context);
  const table = [none, ...candidates.flatMap((candidate) => rowsOf(candidate, context))].sort(
    (a, b) => a.score - b.score,
  );
  const [baseline, margin] = [none.row.error, 1e-9 * Math.abs(none.row.error)];
  const best = table
    .filter(({ score }) => score <= table[0]!.score + margin)
    .sort((a, b) => orderOf(a.row) - orderOf(b.row));
  const dependent = information.interval === null || information.interval[0] > 0;
  const chosen = (dependent && best.find(({ worthIt }) => worthIt)) || none;
  return {
    purpose,
    measure: measureOf(purpose).name,
    baseline,
    baselineInterval: none.row.interval,
    recommended: chosen.row,
    table: table.map(({ row }) => row),
    sigma,
    mutualInformation: information.estimate,
    mutualInformationInterval: information.interval,
    batch: batchForInformation(information.estimate),
  };
}

/** An {@link Estimate}, or an exact number without an interval. */
type Judged = Omit<Estimate, "interval"> & { readonly interval: Estimate["interval"] | null };

/** How risks are measured and turned into errors. */
interface Judge {
  readonly risk: Measure["risk"];
  error(risks: readonly number[], fitted: number): Judged;
  beatsNone: Predictor["beatsNone"];
}

function judgement(
  options: AdviseOptions,
  measure: Measure,
): { evidence: Evidence; judge: Judge; information: Judged } {
  if ("folds" in options) {
    const evidence = evidenceOf(options.folds, options.ridge ?? 0);
    return {
      evidence,
      judge: { ...predictor(measure, evidence), risk: measure.risk },
      information: informationFrom(evidence),
    };
  }
  const law = jointGaussian(options);
  const information = { estimate: informationOf(canonicalCorrelations(law)), interval: null };
  const itself = { law, data: law, share: 1 };
  const [least, none] = [measure.unavoidable(law), measure.risk(itself, null)];
  const rounding = 1e-12 * Math.abs(none - least);
  const error = ([risk]: readonly number[]) => {
    const estimate = risk! - least;
    return { estimate: Math.abs(estimate) <= rounding ? 0 : estimate, interval: null };
  };
  const beatsNone = ([risk]: readonly number[]) => risk! < none;
  return {
    evidence: { law, splits: [itself], counts: [1], units: 1 },
    judge: { risk: measure.risk, error, beatsNone },
    information,
  };
}

interface RowContext {
  readonly purpose: Purpose;
  readonly ranks: readonly number[];
  readonly fits: readonly { readonly split: Split; readonly canonical: CanonicalCorrelations }[];
  readonly judge: Judge;
  readonly sigma: readonly number[];
  readonly sides: readonly [number, number];
}

/** A row, the error it is sorted by before chance errors below 0 are shown as 0, and whether it beats no model. */
interface Ranked {
  readonly row: AdviceRow;
  readonly score: number;
  readonly worthIt: boolean;
}

function noModel({ fits, judge, sides }: RowContext): Ranked {
  const risks = fits.map(({ split }) => judge.risk(split, null));
  const { estimate, interval } = judge.error(risks, shareOf(0, sides));
  const reason = "It takes u and v for independent.";
  const row = {
    metric: "none",
    loss: "none",
    lambdaU: 0,
    lambdaV: 0,
    rank: 0,
    error: Math.max(0, estimate),
    interval,
    reason,
  } as const;
  return { row, score: estimate, worthIt: true };
}

function rowsOf(candidate: Candidate, { purpose, ranks, fits, judge, sigma, sides }: RowContext): Ranked[] {
  const { objective } = candidate;
  const encoders = fits.map(({ canonical }) => optimalEncoders(canonical, objective, sigma.length));
  return ranks.map((rank) => {
    const risks = fits.map(({ split }, i) =>
      judge.risk(split, { encoders: truncated(encoders[i]!, rank), metric: objective.metric }),
    );
    const { estimate, interval } = judge.error(risks, shareOf(rank, sides));
    const reason = reasonFor(candidate, purpose, rank, sigma);
    const row = { ...objective, rank, error: Math.max(0, estimate), interval, reason };
    return { row, score: estimate, worthIt: judge.beatsNone(risks) };
  });
}

/** Free parameters of rank-r correlations as a share of all of them: `r(p + q − r)/(pq)`. */
const shareOf = (rank: number, [p, q]: readonly [number, number]): number => (rank * (p + q - rank)) / (p * q);

const sidesOf = ({ law }: Evidence): readonly [number, number] => [law.uu.length, law.vv.length];

/** Smaller ranks first, then simpler combinations. */
function orderOf(row: AdviceRow): number {
  const place = candidates.findIndex(
    ({ objective }) =>
      objective.metric === row.metric &&
      objective.loss === row.loss &&
      objective.lambdaU === row.lambdaU &&
      objective.lambdaV === row.lambdaV,
  );
  return row.rank * candidates.length + place;
}

function checkedRanks(ranks: readonly number[] | undefined, largest: number): readonly number[] {
  const chosen = ranks ?? defaultRanks(largest);
  const bad = chosen.find((rank) => !Number.isInteger(rank) || rank < 1 || rank > largest);
  if (bad !== undefined || chosen.length === 0)
    refuse("ranks", `whole numbers from 1 to ${largest}`, bad ?? "none", "Leave ranks out for a sensible choice.");
  return chosen;
}

const defaultRanks = (largest: number): number[] =>
  Array.from({ length: largest }, (_, i) => i + 1).filter(
    (rank) => rank <= 16 || rank === largest || Number.isInteger(Math.log2(rank)),
  );
