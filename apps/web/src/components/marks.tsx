import type { Scales } from "./plot.js";

/** A point of a curve. */
export type Point = readonly [x: number, y: number];

/** A coordinate to a tenth of a unit, much faster than `toFixed`. */
export const tenths = (value: number): number => Math.round(10 * value) / 10;

/** The path through points; points that are not finite break it. */
function pathThrough(points: readonly Point[], { x, y }: Scales): string {
  let pen = "M";
  let path = "";
  for (const [a, b] of points) {
    if (!Number.isFinite(a) || !Number.isFinite(b)) {
      pen = "M";
      continue;
    }
    path += `${pen}${tenths(x(a))} ${tenths(y(b))}`;
    pen = "L";
  }
  return path;
}

/** A line through points. */
export const Curve = ({
  points,
  scales,
  className,
}: {
  points: readonly Point[];
  scales: Scales;
  className: string;
}) => <path className={`curve ${className}`} d={pathThrough(points, scales)} />;

/** The area between two curves over common x. */
export function Band(props: {
  x: readonly number[];
  lower: readonly number[];
  upper: readonly number[];
  scales: Scales;
  className: string;
}) {
  const { x, lower, upper, scales, className } = props;
  const there = x.map((value, i): Point => [value, upper[i]!]);
  const back = x.map((value, i): Point => [value, lower[i]!]).reverse();
  return <path className={`band ${className}`} d={`${pathThrough([...there, ...back], scales)}Z`} />;
}

/** Equally spaced numbers from low to high, both included. */
const spaced = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/** Points of a function on a range. */
export const sampled = (f: (x: number) => number, low: number, high: number, count = 113): Point[] =>
  spaced(low, high, count).map((x) => [x, f(x)]);
