import { quadrantRadii, type Shape } from "@crosstilt/labs/tilt";
import { Isolines } from "../components/isolines.js";
import { tenths } from "../components/marks.js";
import type { Scales } from "../components/plot.js";

/** Probability masses that the contours enclose. */
const masses = [0.95, 0.8, 0.6, 0.4, 0.2] as const;

/** Nested regions of highest density, exact as ellipses or four quarter ellipses, or found on a grid. */
export function Contours({ shape, scales, className }: { shape: Shape; scales: Scales; className: string }) {
  if (shape.kind === "grid") return <Isolines {...shape.density} scales={scales} className={className} />;
  return (
    <g className={`contours ${className}`}>
      {masses.map((mass) => (
        <path key={mass} d={outline(shape, mass, scales)} />
      ))}
    </g>
  );
}

/** The outline of the region of highest density that holds `mass`, as a path. */
export function outline(shape: Exclude<Shape, { kind: "grid" }>, mass: number, scales: Scales): string {
  if (shape.kind === "ellipse") return ellipse(shape.covariance, Math.sqrt(-2 * Math.log(1 - mass)), scales);
  const { same, opposite } = quadrantRadii(shape.same, shape.opposite, mass);
  return quarters(shape.spreads, [same, opposite, same, opposite], scales);
}

/** Control points of the unit circle as four cubic Bézier curves, right to 0.03 %. */
const arm = 0.5522847;
const circle = [
  [1, 0],
  [1, arm],
  [arm, 1],
  [0, 1],
  [-arm, 1],
  [-1, arm],
  [-1, 0],
  [-1, -arm],
  [-arm, -1],
  [0, -1],
  [arm, -1],
  [1, -arm],
  [1, 0],
] as const;

/** The ellipse `zᵀC⁻¹z = r²` as the image of a circle under the Cholesky factor of C. */
function ellipse(covariance: number[][], radius: number, { x, y }: Scales): string {
  const across = Math.sqrt(covariance[0]![0]!);
  const along = covariance[0]![1]! / across;
  const rest = Math.sqrt(covariance[1]![1]! - along ** 2);
  const points = circle.map(
    ([a, b]) => `${tenths(x(radius * across * a))} ${tenths(y(radius * (along * a + rest * b)))}`,
  );
  return `M${points[0]}C${points.slice(1).join(" ")}Z`;
}

/** Quarter ellipses of the given radii (in standard deviations), joined along the axes. */
function quarters([spreadU, spreadV]: readonly [number, number], radii: readonly number[], { x, y }: Scales): string {
  const points = radii.flatMap((radius, quadrant) =>
    Array.from({ length: 25 }, (_, i) => {
      const angle = ((quadrant + i / 24) * Math.PI) / 2;
      return `${tenths(x(radius * spreadU * Math.cos(angle)))} ${tenths(y(radius * spreadV * Math.sin(angle)))}`;
    }),
  );
  return `M${points.join("L")}Z`;
}
