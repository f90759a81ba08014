import { type ReactNode, useId } from "react";
import { type Axis, Plot, type Scales } from "../components/plot.js";
import { decimal } from "../state/format.js";

/** Standard normal numbers are shown this far from zero. */
export const planeLimit = 3.2;

/** An axis of one variable over the whole plane. */
export const planeAxis = (variable: string): Axis => ({
  domain: [-planeLimit, planeLimit],
  ticks: [-2, 0, 2],
  show: (tick) => decimal(tick, 0),
  label: <tspan className="maths">{variable}</tspan>,
});
const axes = { x: planeAxis("u"), y: planeAxis("v") };

/** The plane of u and v; what reaches beyond it is clipped. */
export function Plane(props: {
  label: string;
  interactive?: boolean;
  /** Drawn over the rest and never clipped. */
  handles?: (scales: Scales) => ReactNode;
  children: (scales: Scales) => ReactNode;
}) {
  const { children, handles, ...shown } = props;
  const clip = useId();
  return (
    <Plot {...axes} {...shown} width={320} height={320}>
      {(scales) => {
        const [left, top] = [scales.x(-planeLimit), scales.y(planeLimit)];
        return (
          <>
            <clipPath id={clip}>
              <rect x={left} y={top} width={scales.x(planeLimit) - left} height={scales.y(-planeLimit) - top} />
            </clipPath>
            <g clipPath={`url(#${clip})`}>{children(scales)}</g>
            {handles?.(scales)}
          </>
        );
      }}
    </Plot>
  );
}
