import type { Shape } from "@crosstilt/labs/tilt";
import type { DataTable } from "../figure/table.js";

/** What decides the contours of a joint law, as rows of name and value; a density on a grid is given point by point. */
export function shapeData(shape: Shape | null, given: { readonly u: number; readonly v: number }): DataTable {
  const conditions = rows({ "condition u": given.u, "condition v": given.v });
  if (shape === null) return conditions;
  if (shape.kind === "ellipse") {
    const [[uu, uv], [, vv]] = shape.covariance as [[number, number], [number, number]];
    return [...rows({ "variance u": uu, covariance: uv, "variance v": vv }), ...conditions];
  }
  if (shape.kind === "quadrants") {
    const { spreads, same, opposite } = shape;
    const weights = { "weight of equal signs": same, "weight of opposite signs": opposite };
    return [...rows({ "spread u": spreads[0], "spread v": spreads[1], ...weights }), ...conditions];
  }
  const { values, size, limit } = shape.density.grid;
  const place = (i: number) => limit * ((2 * i) / (size - 1) - 1);
  return Array.from(values, (density, k) => ({ u: place(k % size), v: place(Math.floor(k / size)), density }));
}

const rows = (values: Readonly<Record<string, number>>): DataTable =>
  Object.entries(values).map(([quantity, value]) => ({ quantity, value }));
