import { demand } from "@crosstilt/core";

export interface EarlyStopOptions {
  /** How many observations in a row may pass without improvement. */
  readonly patience: number;
  /** By how much a value must fall to count as improvement. */
  readonly minimumChange?: number;
}

/**
 * Watches a value that should fall (a validation loss); the returned function says whether to stop.
 *
 * @example
 * const exhausted = earlyStop({ patience: 3 });
 * if (exhausted(validationLoss)) controller.abort();
 */
export function earlyStop({ patience, minimumChange = 0 }: EarlyStopOptions): (value: number) => boolean {
  demand(Number.isInteger(patience) && patience > 0, () => ({
    argument: "patience",
    expected: "a positive integer",
    received: String(patience),
  }));
  let best = Number.POSITIVE_INFINITY;
  let waited = 0;
  return (value) => {
    waited = value < best - minimumChange ? 0 : waited + 1;
    best = Math.min(best, value);
    return waited >= patience;
  };
}
