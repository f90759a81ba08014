import { inducedModel, trueModel } from "./bimodal.js";
import { mutualInformation } from "./canonical.js";
import { type Comparison, compareModels } from "./divergence.js";
import { jointGaussian } from "./joint.js";
import { checkedEncoders, type Encoders, lossValue } from "./loss.js";
import { checkedObjective } from "./objective.js";
import { type Optimum, type OptimumOptions, optimum, productsOf } from "./optimum.js";

/** Everything there is to say about one objective and one law; plain JSON. */
export interface Analysis extends Omit<Optimum, "offsetU" | "offsetV">, Comparison {
  /** The loss at (G, H); null where it is infinite. */
  readonly loss: number | null;
  /** `I(u; v)` in nats. */
  readonly mutualInformation: number;
  /** Why a quantity is null, and what the objective leaves undetermined. */
  readonly notes: string[];
}

/** Options of {@link analyse}: those of {@link optimum}, and `encoders` to judge in place of the optimum. */
export type AnalyseOptions = OptimumOptions & { readonly encoders?: Encoders };

/**
 * The optimum (or given encoders) with its loss, divergences from the truth and errors of conditionals, as plain JSON.
 * `klUGivenV` is `E_v KL(μ_{u|v}‖ν_{u|v})`; `errors.*.mean` is `E|error|²` over the conditioning variable, `errors.*.covariance`
 * a Frobenius norm.
 * @example
 * analyse({ covariance: [[1.5, 1], [1, 1.5]], split: 1, metric: "quadratic", loss: "conditional", lambdaU: 2, lambdaV: 0 });
 */
export function analyse(options: AnalyseOptions): Analysis {
  const law = jointGaussian(options);
  const objective = checkedObjective(options);
  const best = optimum({ ...options, ...law });
  const { G, H, P, Q } = options.encoders ? checkedEncoders(options.encoders, law) : best;
  const model = inducedModel({ ...law, G, H, P, Q, metric: objective.metric });
  const loss = lossValue({ ...law, ...objective, G, H, P, Q });
  return {
    sigma: best.sigma,
    G,
    H,
    ...(P && Q ? { P, Q } : {}),
    ...productsOf(G, H),
    loss: Number.isFinite(loss) ? loss : null,
    ...compareModels(law, trueModel(law), model),
    mutualInformation: mutualInformation(law),
    notes: [...notesOn(objective, loss), ...model.notes.map((note) => note.replace("joint:", "klJoint:"))],
  };
}

function notesOn(
  { metric, loss: name, lambdaU, lambdaV }: ReturnType<typeof checkedObjective>,
  loss: number,
): string[] {
  const notes: string[] = [];
  if (loss === Number.POSITIVE_INFINITY)
    notes.push("loss: the normaliser of the joint model is infinite at these encoders.");
  if (name === "joint" || metric !== "quadratic") return notes;
  if (lambdaV === 0) notes.push("vGivenU: lambdaV is 0, so the loss does not fit v given u.");
  if (lambdaU === 0) notes.push("uGivenV: lambdaU is 0, so the loss does not fit u given v.");
  return notes;
}
