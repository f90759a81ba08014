import { hasClosedForm, lawKind, type TiltChoice } from "./choice.js";
import { gridSolution } from "./grid-law.js";
import { lossAt, type Solution, signSolution, solutionAt, solveModel } from "./solve.js";

/** Scalar encoders in training. */
export interface TrainedEncoders {
  /** `[1, 1]` each. */
  readonly G: readonly (readonly number[])[];
  readonly H: readonly (readonly number[])[];
  /** The own terms of the general quadratic metric. */
  readonly P?: readonly (readonly number[])[];
  readonly Q?: readonly (readonly number[])[];
  readonly temperature: number;
  /** The loss of the last batch. */
  readonly loss: number;
  /** Scores on the grid of laws without a closed form, u by rows. */
  readonly scores?: ArrayLike<number>;
}

/** The model that encoders in training induce. */
export function solutionOf(choice: TiltChoice, encoders: TrainedEncoders): Solution {
  const kind = lawKind(choice);
  if (kind === "sign") return signSolutionOf(choice, encoders);
  if (kind === "gaussian") return solutionAt(choice, encoders);
  return encoders.scores ? gridSolution(choice, encoders.scores) : solveModel(choice);
}

/** The population loss at encoders in training; the last batch's where it has no closed form. */
export function trainedLoss(choice: TiltChoice, encoders: TrainedEncoders): number {
  if (!hasClosedForm(choice)) return encoders.loss;
  if (lawKind(choice) === "sign") return signSolutionOf(choice, encoders).loss!;
  return lossAt(choice, encoders);
}

function signSolutionOf(choice: TiltChoice, encoders: TrainedEncoders): Solution {
  const { G, H } = encoders;
  const agreement = Math.sign(G[0]![0]! * H[0]![0]!) * (Math.sign(choice.correlation) || 1);
  return signSolution(choice, agreement / encoders.temperature);
}
