import { demand } from "@crosstilt/core";

/**
 * The share of predicted labels that are right.
 *
 * @param predicted `[n]`, such as the indices of `topK(scores, 1)`.
 * @param labels the true ones, `[n]`.
 * @throws when there are none, or not as many of both.
 * @example
 * accuracy([0, 1, 1, 2], [0, 1, 2, 2]); // 0.75
 */
export function accuracy(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  demandLabels(predicted, labels);
  let right = 0;
  for (let i = 0; i < predicted.length; i++) if (predicted[i] === labels[i]) right += 1;
  return right / predicted.length;
}

/**
 * How often each true label (row) was predicted as each label (column), `[classes, classes]`.
 *
 * @param predicted `[n]`, from 0 to classes − 1.
 * @param labels the true ones, `[n]`.
 * @throws when there are none, not as many of both, or other labels.
 * @example
 * confusion([0, 1, 1], [0, 1, 0], 2); // [[1, 1], [0, 1]]
 */
export function confusion(predicted: ArrayLike<number>, labels: ArrayLike<number>, classes: number): number[][] {
  demandLabels(predicted, labels);
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < predicted.length; i++) {
    demandLabel("predicted", predicted, i, classes);
    demandLabel("labels", labels, i, classes);
    counts[labels[i]!]![predicted[i]!]! += 1;
  }
  return counts;
}

function demandLabels(predicted: ArrayLike<number>, labels: ArrayLike<number>): void {
  demand(predicted.length > 0 && predicted.length === labels.length, () => ({
    argument: "labels",
    expected: "one for each prediction, at least one",
    received: `${labels.length} labels of ${predicted.length} predictions`,
  }));
}

function demandLabel(argument: string, labels: ArrayLike<number>, i: number, classes: number): void {
  demand(Number.isInteger(labels[i]) && labels[i]! >= 0 && labels[i]! < classes, () => ({
    argument: `${argument}[${i}]`,
    expected: `an integer from 0 to ${classes - 1}`,
    received: String(labels[i]),
  }));
}
