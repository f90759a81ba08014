// What there is to choose from, and what each choice can and cannot represent.
import type { Objective } from "./objective.js";

/** What the model is for. */
export type Purpose =
  | "point-estimate-u-given-v"
  | "point-estimate-v-given-u"
  | "sample-u-given-v"
  | "sample-v-given-u"
  | "joint"
  | "retrieval";

export const purposes: readonly Purpose[] = [
  "point-estimate-u-given-v",
  "point-estimate-v-given-u",
  "sample-u-given-v",
  "sample-v-given-u",
  "joint",
  "retrieval",
];

/** One loss with one metric; `simplicity` order is the order of this list. */
export interface Candidate {
  readonly objective: Required<Objective>;
  readonly reasons: Readonly<Record<"mean" | "spread" | "joint" | "retrieval", readonly [string, string]>>;
}

const twice = (text: string): readonly [string, string] => [text, text];
const conditional = (metric: Objective["metric"], lambdaU: number, lambdaV: number): Required<Objective> => ({
  metric,
  loss: "conditional",
  lambdaU,
  lambdaV,
});
const joint = (metric: Objective["metric"]): Required<Objective> => ({ metric, loss: "joint", lambdaU: 1, lambdaV: 1 });

const fitted = {
  mean: "At full rank it has the exact conditional mean in this direction",
  spread: "At full rank it has the exact conditional mean and covariance in this direction",
};
const unfitted = {
  mean: "Its loss does not look at this direction, so the conditional mean is off",
  spread: "Its loss does not look at this direction, so mean and covariance are off",
};
const oneSidedCommon = {
  joint: twice(
    "It spends all freedom on one conditional, so the other conditional and the marginals of the joint are off",
  ),
  retrieval: twice(
    "It ranks exactly as the likelihood ratio in its own direction at full rank, and less well in the other",
  ),
};

/** Candidates from simple to special; `reasons` hold one clause for u|v and one for v|u. */
export const candidates: readonly Candidate[] = [
  {
    objective: conditional("inner-product", 1, 1),
    reasons: {
      mean: twice("At full rank it has both conditional means exactly"),
      spread: twice("It has the conditional mean, but leaves the conditional covariance as wide as the marginal"),
      joint: twice("Its conditionals are as wide as the marginals, so its joint law is too wide"),
      retrieval: twice(
        "It does not correct for the norm of candidates, and strong canonical pairs weigh less than in the likelihood ratio",
      ),
    },
  },
  {
    objective: joint("inner-product"),
    reasons: {
      mean: twice("The joint loss shrinks the canonical correlations, so conditional means are pulled towards zero"),
      spread: twice("It shrinks the conditional mean and leaves the conditional covariance as wide as the marginal"),
      joint: twice("It minimises the joint divergence among inner-product models by shrinking the correlations"),
      retrieval: twice("It does not correct for the norm of candidates, and shrinks strong canonical pairs further"),
    },
  },
  {
    objective: conditional("quadratic", 1, 1),
    reasons: {
      mean: twice("It is a compromise between both directions, so neither conditional mean is exact"),
      spread: twice("It narrows both conditionals, but one pair of encoders cannot match both exactly"),
      joint: twice("It narrows both conditionals, but does not weigh the marginals"),
      retrieval: twice("It corrects for the norm of candidates in both directions at once"),
    },
  },
  {
    objective: joint("quadratic"),
    reasons: {
      mean: twice("It trades the conditional means for the marginals of the joint law"),
      spread: twice("It trades the conditionals for the marginals of the joint law"),
      joint: twice("It minimises the joint divergence among quadratic models"),
      retrieval: twice("It corrects for the norm of candidates, with weights chosen for the joint law"),
    },
  },
  {
    objective: conditional("general-quadratic", 1, 1),
    reasons: {
      mean: twice("At full rank it has both conditional laws exactly, means included"),
      spread: twice("At full rank it has mean and covariance of both conditionals exactly"),
      joint: twice("At full rank it is the exact joint law: each side has a quadratic term of its own"),
      retrieval: twice("At full rank its score is the likelihood ratio itself, the best ranking both ways"),
    },
  },
  {
    objective: conditional("quadratic", 2, 0),
    reasons: { mean: [fitted.mean, unfitted.mean], spread: [fitted.spread, unfitted.spread], ...oneSidedCommon },
  },
  {
    objective: conditional("quadratic", 0, 2),
    reasons: { mean: [unfitted.mean, fitted.mean], spread: [unfitted.spread, fitted.spread], ...oneSidedCommon },
  },
];

/** One sentence on why a candidate does as it does for a purpose, naming the correlations its rank gives up. */
export function reasonFor({ reasons }: Candidate, purpose: Purpose, rank: number, sigma: readonly number[]): string {
  const direction = purpose.endsWith("v-given-u") ? 1 : 0;
  const aspect =
    purpose === "joint" || purpose === "retrieval" ? purpose : purpose.startsWith("sample") ? "spread" : "mean";
  const dropped = sigma.slice(rank);
  const named = dropped.slice(0, 3).map((value) => value.toFixed(3));
  const list = dropped.length > 3 ? [...named, "and smaller"].join(", ") : named.join(", ");
  const loss = dropped.length === 0 ? "" : `; rank ${rank} gives up the canonical correlations ${list}`;
  return `${reasons[aspect][direction]}${loss}.`;
}
