/**
 * A quantile of numbers in ascending order, `[n]`, by linear interpolation between order statistics.
 *
 * @param share from 0 to 1; 0.5 is the median.
 * @example
 * quantile(Float64Array.of(1, 2, 4), 0.5); // 2
 */
export function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const next = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (position - below) * (next - sorted[below]!);
}
