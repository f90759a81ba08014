import type { EpochLine } from "../run/metrics-log.js";

/** A rise of the validation loss above its least, as a share of how far it fell, that is no noise. */
const RISE = 0.1;

/** What curves of training and validation say, in a sentence; nothing of a single epoch. */
export function diagnosis(epochs: readonly EpochLine[]): string {
  const validation = epochs.flatMap(({ validationLoss }) => (validationLoss === undefined ? [] : [validationLoss]));
  if (epochs.length < 2) return "";
  if (validation.length < epochs.length) return "Without validation pairs nothing tells learning from overfitting.";
  const least = Math.min(...validation);
  const best = validation.indexOf(least);
  const [first, last] = [validation[0]!, validation[validation.length - 1]!];
  if (best === 0)
    return "The validation loss never fell below that of the first epoch: nothing more was learned that holds elsewhere.";
  if (best >= validation.length - 2) return "The validation loss was still falling: more epochs may help.";
  if (last - least > RISE * (first - least))
    return `Overfitting after epoch ${best + 1}: the validation loss rose again; the weights of that epoch are kept.`;
  return `The validation loss has settled; it was least after epoch ${best + 1}.`;
}
