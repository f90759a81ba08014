import { earlyStop } from "./early-stop.js";

/** What is known of an epoch at its end. */
export interface EpochResult {
  /** Epochs done, from 1. */
  readonly epoch: number;
  readonly step: number;
  /** Mean loss over the steps of the epoch. */
  readonly loss: number;
  /** Mean loss of the validation pairs, if there are any. */
  readonly validationLoss?: number;
}

/** Whether an epoch has the lowest validation loss so far; without validation the last one is the best. */
export const isBest = ({ validationLoss: value }: EpochResult, earlier: readonly EpochResult[]): boolean =>
  value === undefined || earlier.every(({ validationLoss: other = Number.POSITIVE_INFINITY }) => value < other);

export interface PatienceOptions {
  /** Epochs in a row that may pass without a lower validation loss; any number when absent. */
  readonly patience?: number;
  /** By how much the validation loss must fall to count. */
  readonly minimumChange?: number;
}

/** Whether patience is over, already after earlier epochs or after one more. */
export function watchPatience({ patience, minimumChange }: PatienceOptions, earlier: readonly EpochResult[]) {
  if (patience === undefined) return { already: false, after: () => false };
  const exhausted = earlyStop({ patience, minimumChange });
  const after = ({ validationLoss: value }: EpochResult) => value !== undefined && exhausted(value);
  const already = earlier.map(after).at(-1) ?? false;
  return { already, after };
}
