import type { GridValues } from "@crosstilt/labs/tilt";
import { contours } from "d3-contour";
import { tenths } from "./marks.js";
import type { Scales } from "./plot.js";

/** The outlines of the regions above each level, as paths; `key` is the level. */
export function Isolines(props: { grid: GridValues; levels: readonly number[]; scales: Scales; className: string }) {
  const { grid, levels, scales, className } = props;
  const regions = contours().size([grid.size, grid.size]).smooth(true);
  const values = Array.from(grid.values);
  return (
    <g className={`contours ${className}`}>
      {levels.map((level) => (
        <path key={level} d={outline(regions.contour(values, level).coordinates, grid, scales)} />
      ))}
    </g>
  );
}

/** Grid coordinates have cell centres at halves. */
function outline(polygons: readonly number[][][][], { size, limit }: GridValues, { x, y }: Scales): string {
  const at = (place: number) => limit * Math.max(-1, Math.min(1, (2 * (place - 0.5)) / (size - 1) - 1));
  const ring = (points: readonly number[][]) =>
    `M${points.map(([a, b]) => `${tenths(x(at(a!)))} ${tenths(y(at(b!)))}`).join("L")}Z`;
  return polygons.flatMap((polygon) => polygon.map(ring)).join("");
}
