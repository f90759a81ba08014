import type { Estimate } from "@crosstilt/gaussian";

/** `0.31 (0.21 to 0.44)`: with the digits that the width of its interval leaves certain. */
export function estimateText({ estimate, interval: [low, high] }: Pick<Estimate, "estimate" | "interval">): string {
  const width = (high - low) / 2;
  return `${rangeText(estimate, width)} (${rangeText(low, width)} to ${rangeText(high, width)})`;
}

/** A number to two digits of its uncertainty. */
function rangeText(value: number, uncertainty: number): string {
  if (!(uncertainty > 1e-6 * Math.abs(value))) return String(Number(value.toPrecision(6)));
  const decimals = Math.min(20, Math.max(0, 1 - Math.floor(Math.log10(uncertainty))));
  return value.toFixed(decimals);
}
