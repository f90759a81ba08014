import { type Candidate, candidates, type Purpose, purposes, reasonFor } from "./advice-candidates.js";
import { inducedModel, trueModel } from "./bimodal.js";
import { type CanonicalCorrelations, canonicalCorrelations, informationOf } from "./canonical.js";
import { heldOutLoss, heldOutMoments, type Split, splitsOf, truncated } from "./held-out.js";
import { type GaussianSpec, type JointGaussian, jointGaussian } from "./joint.js";
import type { Encoders } from "./loss.js";
import { inner, type Matrix, product, sum, trace, transpose } from "./matrix.js";
import { type Moments, mergeMoments, plugInLaw } from "./moments.js";
import { checkedObjective, type Objective } from "./objective.js";
import { optimalEncoders } from "./optimum.js";
import { mirroredRankingError, rankingError } from "./ranking.js";
import { refuse } from "./refuse.js";

/** One row of advice. */
export interface AdviceRow extends Required<Objective> {
  readonly rank: number;
  readonly error: number;
  readonly reason: string;
}

/** A table of choices with predicted errors, best first, and the recommended one. */
export interface Advice {
  readonly purpose: Purpose;
  /** What `error` is. */
  readonly measure: string;
  /** The error of a model that takes u and v for independent. */
  readonly baseline: number;
  readonly recommended: AdviceRow;
  readonly table: AdviceRow[];
  readonly sigma: number[];
}

/** A known law, or moments of data in two or more folds (see foldMoments), in which case errors are predicted on data left out. */
export type AdviseOptions = { readonly purpose: Purpose; readonly ranks?: readonly number[] } & (
  | GaussianSpec
  | { readonly folds: readonly Moments[]; readonly ridge?: number }
);

/**
 * Says which loss, metric and rank serve a purpose, with the predicted error of each combination and the reason.
 * Errors are: for point estimates `E|estimate − E[u|v]|²` beyond the unavoidable part; for sampling `E_v KL(μ_{u|v}‖ν_{u|v})`; for the
 * joint `KL(μ‖ν)`; for retrieval the chance that a random candidate outranks the true partner, averaged over both directions.
 * Equal errors go to the smaller rank, then to the simpler combination. `ranks` defaults to all up to 16, then doubling.
 * @example
 * advise({ covariance, split: 5, purpose: "sample-u-given-v" }).recommended;
 */
export function advise(options: AdviseOptions): Advice {
  const { purpose } = options;
  if (!purposes.includes(purpose))
    refuse("purpose", `one of ${purposes.join(", ")}`, purpose, "Name what the model is for.");
  const { law, splits } = evidence(options);
  const canonical = canonicalCorrelations(law);
  const { sigma } = canonical;
  const measure = measures[purpose](law, informationOf(canonical));
  const ranks = checkedRanks(options.ranks, sigma.length);
  const fits = splits.map((split) => ({ split, canonical: canonicalCorrelations(split.law) }));
  const context = { purpose, ranks, sigma, fits, ...measure };
  const rows = candidates.flatMap((candidate) => rowsOf(candidate, context));
  const table = rows.sort((a, b) => a.error - b.error);
  const margin = table[0]!.error + 1e-9 * measure.baseline;
  const order = (row: AdviceRow) =>
    row.rank * candidates.length + candidates.findIndex((item) => sameObjective(item, row));
  const recommended = table.filter((row) => row.error <= margin).sort((a, b) => order(a) - order(b))[0]!;
  return { purpose, measure: measure.name, baseline: measure.baseline, recommended, table, sigma };
}

type Risk = (split: Split, encoders: Encoders<Matrix>, metric: Objective["metric"]) => number;

interface Measure {
  readonly name: string;
  readonly baseline: number;
  readonly risk: Risk;
}

const measures: Record<Purpose, (law: JointGaussian, information: number) => Measure> = {
  "point-estimate-u-given-v": (law) => pointMeasure(law, "uGivenV"),
  "point-estimate-v-given-u": (law) => pointMeasure(law, "vGivenU"),
  "sample-u-given-v": (_, information) => divergenceMeasure("E_v KL(true u|v, model u|v), nats", information, [2, 0]),
  "sample-v-given-u": (_, information) => divergenceMeasure("E_u KL(true v|u, model v|u), nats", information, [0, 2]),
  joint: (_, information) => divergenceMeasure("KL(true joint, model joint), nats", information, null),
  retrieval: () => ({
    name: "chance that a random candidate outranks the true partner, mean of both directions",
    baseline: 0.5,
    risk: ({ data }, encoders, metric) => {
      const moments = heldOutMoments(data, encoders);
      return (rankingError(metric, moments) + mirroredRankingError(metric, moments)) / 2;
    },
  }),
};

/** `E|x − estimate|²` minus that of the true conditional mean, `tr C_{x|y}`. */
function pointMeasure(law: JointGaussian, side: "uGivenV" | "vGivenU"): Measure {
  const unavoidable = trace(trueModel(law)[side].covariance);
  return {
    name: `E|estimate - true mean of ${side === "uGivenV" ? "u given v" : "v given u"}|^2`,
    baseline: trace(side === "uGivenV" ? law.uu : law.vv) - unavoidable,
    risk: ({ law: fitted, data: { uu, uv, vv } }, encoders, metric) => {
      const { gain } = inducedModel({ ...fitted, ...encoders, metric })[side];
      const [own, cross, other] = side === "uGivenV" ? [uu, uv, vv] : [vv, transpose(uv), uu];
      return trace(own) - 2 * inner(gain, cross) + inner(product(gain, other), gain) - unavoidable;
    },
  };
}

/** A loss plus the mutual information is a divergence from the truth. */
function divergenceMeasure(name: string, information: number, weights: readonly [number, number] | null): Measure {
  const [lambdaU, lambdaV] = weights ?? [1, 1];
  const loss = weights === null ? "joint" : "conditional";
  const risk: Risk = (split, encoders, metric) =>
    information + heldOutLoss(split, encoders, checkedObjective({ metric, loss, lambdaU, lambdaV }));
  return { name, baseline: information, risk };
}

/** The law to describe and the splits to measure on: the law itself when it is known, left-out folds when it is estimated. */
function evidence(options: AdviseOptions): { law: JointGaussian; splits: Split[] } {
  if (!("folds" in options)) {
    const law = jointGaussian(options);
    return { law, splits: [{ law, data: law }] };
  }
  const { folds, ridge = 0 } = options;
  return { splits: splitsOf(folds, ridge), law: plugInLaw(folds.reduce(mergeMoments), { ridge }) };
}

interface RowContext {
  readonly purpose: Purpose;
  readonly ranks: readonly number[];
  readonly sigma: number[];
  readonly fits: { readonly split: Split; readonly canonical: CanonicalCorrelations }[];
  readonly risk: Risk;
  readonly baseline: number;
}

function rowsOf(candidate: Candidate, { purpose, ranks, sigma, fits, risk, baseline }: RowContext): AdviceRow[] {
  const { objective } = candidate;
  const encoders = fits.map(({ canonical }) => optimalEncoders(canonical, objective, sigma.length));
  return ranks.map((rank) => {
    const risks = fits.map(({ split }, i) => risk(split, truncated(encoders[i]!, rank), objective.metric));
    const mean = sum(risks) / risks.length;
    const error = Math.abs(mean) < 1e-12 * baseline ? 0 : mean;
    return { ...objective, rank, error, reason: reasonFor(candidate, purpose, rank, sigma) };
  });
}

const sameObjective = ({ objective }: Candidate, row: AdviceRow): boolean =>
  objective.metric === row.metric &&
  objective.loss === row.loss &&
  objective.lambdaU === row.lambdaU &&
  objective.lambdaV === row.lambdaV;

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
