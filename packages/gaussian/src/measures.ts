// What advice judges a model by: for each purpose a risk that can be measured on data left out, and the least it can be.
import type { Purpose } from "./advice-candidates.js";
import { inducedModel, trueModel } from "./bimodal.js";
import { canonicalCorrelations, informationOf } from "./canonical.js";
import { heldOutLoss, heldOutMoments, magnifiedRisk, type Split } from "./held-out.js";
import type { JointGaussian } from "./joint.js";
import type { Encoders } from "./loss.js";
import { dot, inner, type Matrix, product, sum, trace, transpose } from "./matrix.js";
import { checkedObjective, type Metric } from "./objective.js";
import { mirroredRankingError, rankingError } from "./ranking.js";
import { informationBias, ratioExcess, regressionExcess } from "./sampling-theory.js";

/** A fitted model: encoders and their metric. */
export interface Fitted {
  readonly encoders: Encoders<Matrix>;
  readonly metric: Metric;
}

/** A risk: an error plus what is unavoidable. */
export interface Measure {
  readonly name: string;
  /** Risk on a split of a model, or of taking u and v for independent. */
  risk(split: Split, model: Fitted | null): number;
  /** Whether the error of a fit may vanish or fall below 0, as a log ratio's may whose marginals are estimated too. */
  readonly mayVanish: boolean;
  /** The least risk under a known law. */
  unavoidable(law: JointGaussian): number;
  /** What a fit of the whole law from samples loses; null where the risk is the error itself. */
  readonly sampling: ((law: JointGaussian) => Sampling) | null;
}

/** The losses of the model that has the whole law, from `count` samples: beyond the least risk on fresh data, and short of it on its own. */
export interface Sampling {
  readonly excess: (count: number) => number;
  readonly optimism: (count: number) => number;
  /** Degrees of freedom of the χ² that the excess is like where nothing is correlated. */
  readonly degrees: number;
  /** Variance of the excess of one fit about its mean `loss`, from `units` independent groups of pairs. */
  readonly variance: (loss: number, units: number) => number;
}

/** The measure of each purpose. */
export function measureOf(purpose: Purpose): Measure {
  if (purpose === "point-estimate-u-given-v") return pointMeasure("uGivenV");
  if (purpose === "point-estimate-v-given-u") return pointMeasure("vGivenU");
  if (purpose === "sample-u-given-v") return divergence("E_v KL(true u|v, model u|v), nats", [2, 0]);
  if (purpose === "sample-v-given-u") return divergence("E_u KL(true v|u, model v|u), nats", [0, 2]);
  return purpose === "joint" ? jointMeasure : retrievalMeasure;
}

/** `E|x − estimate|²`, of which `tr C_{x|y}` is unavoidable. */
function pointMeasure(side: "uGivenV" | "vGivenU"): Measure {
  const forU = side === "uGivenV";
  return {
    mayVanish: false,
    name: `E|estimate - true mean of ${forU ? "u given v" : "v given u"}|^2`,
    risk({ law, data: { uu, uv, vv } }, model) {
      const [own, cross, other] = forU ? [uu, uv, vv] : [vv, transpose(uv), uu];
      if (model === null) return trace(own);
      const { gain } = inducedModel({ ...law, ...model.encoders, metric: model.metric })[side];
      return trace(own) - 2 * inner(gain, cross) + inner(product(gain, other), gain);
    },
    unavoidable: (law) => trace(trueModel(law)[side].covariance),
    sampling(law) {
      const residual = trueModel(law)[side].covariance;
      const inputs = (forU ? law.vv : law.uu).length;
      const excess = (count: number) =>
        count > inputs + 2 ? regressionExcess({ count, q: inputs }) : (inputs + 1) / count;
      const unit = trace(residual);
      const degrees = (inputs * unit ** 2) / inner(residual, residual);
      return {
        excess: (count) => unit * excess(count),
        optimism: (count) => (unit * (inputs + 1)) / count,
        degrees,
        variance: (loss) => (2 * loss ** 2) / degrees,
      };
    },
  };
}

/** A loss plus the mutual information is a divergence from the truth; at no model the loss is zero. */
function divergence(name: string, weights: readonly [number, number] | null): Measure {
  const [lambdaU, lambdaV] = weights ?? [1, 1];
  const loss = weights === null ? "joint" : "conditional";
  return {
    name,
    mayVanish: true,
    risk: (split, model) =>
      model === null
        ? 0
        : heldOutLoss(split, model.encoders, checkedObjective({ metric: model.metric, loss, lambdaU, lambdaV })),
    unavoidable: (law) => -informationOf(canonicalCorrelations(law)),
    sampling(law) {
      const [p, q] = [law.uu.length, law.vv.length];
      const firstOrder = (count: number) => (p * q) / (2 * count);
      const squares = canonicalCorrelations(law).sigma.map((value) => value ** 2);
      const marginal = sum(squares) ** 2 + dot(squares, squares);
      return {
        excess: (count) => (count > p + q + 2 ? ratioExcess({ count, p, q }) : firstOrder(count)),
        optimism: (count) => (count > p + q ? informationBias({ count, p, q }) : firstOrder(count)),
        degrees: p * q,
        variance: (loss, units) => heaviness(units, p + q) * ((2 * loss ** 2) / (p * q) + marginal / (2 * units ** 2)),
      };
    },
  };
}

/** What inverse Wishart matrices add to a second-order variance, by simulation `(N/(N − d − 2))⁴` to a quarter. */
const heaviness = (units: number, dimensions: number): number =>
  (units / Math.max(units / 2, units - dimensions - 2)) ** 4;

/** The divergence of the joint law; without a model, the mutual information. */
export const jointMeasure: Measure = divergence("KL(true joint, model joint), nats", null);

const retrievalMeasure: Measure = {
  name: "chance that a random candidate outranks the true partner, mean of both directions",
  mayVanish: true,
  risk(split, model) {
    if (model === null) return 0.5;
    return magnifiedRisk(split, (data) => {
      const moments = heldOutMoments(data, model.encoders);
      return (rankingError(model.metric, moments) + mirroredRankingError(model.metric, moments)) / 2;
    });
  },
  unavoidable: () => 0,
  sampling: null,
};
