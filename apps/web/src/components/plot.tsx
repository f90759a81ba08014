import { memo, type ReactNode, useMemo, useRef } from "react";
import { Drawing } from "./drawing.js";
import { useRoom } from "./use-room.js";

/** One axis: its range, its ticks, and what it measures. */
export interface Axis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly label?: ReactNode;
  readonly show?: (tick: number) => string;
  readonly log?: boolean;
}

/** Maps data to the coordinates of the drawing. */
export interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** The data at a place of the drawing, for linear axes. */
export const dataAt = ({ x, y }: Scales, px: number, py: number): { readonly x: number; readonly y: number } => ({
  x: (px - x(0)) / (x(1) - x(0)),
  y: (py - y(0)) / (y(1) - y(0)),
});

interface PlotProps {
  readonly x: Axis;
  readonly y: Axis;
  /** What the plot shows, for those who cannot see it. */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
  /** Room for the tick labels on the left. */
  readonly left?: number;
  /** True when the plot holds handles: then its parts must stay reachable. */
  readonly interactive?: boolean;
  readonly children: (scales: Scales) => ReactNode;
}

/** Room for tick labels and titles around the data. */
const margins = { left: 38, right: 10, top: 8, bottom: 34 };

/** The narrowest drawing; narrower ones are shrunk, letters and all. */
const LEAST = 140;

/**
 * Axes around whatever the children draw with the scales. Where there is less room than wanted the drawing is made narrower, and not
 * smaller: its letters keep their size. Drawings as high as wide stay so.
 */
export function Plot({
  x,
  y,
  label,
  width: wanted = 320,
  height: tall = 210,
  left = margins.left,
  interactive = false,
  children,
}: PlotProps) {
  const drawing = useRef<SVGSVGElement>(null);
  const room = useRoom(drawing) || wanted;
  const width = Math.min(wanted, Math.max(LEAST, room));
  const height = tall === wanted ? width : tall;
  const scales = useMemo(
    () => ({ x: scale(x, left, width - margins.right), y: scale(y, height - margins.bottom, margins.top) }),
    [x, y, left, width, height],
  );
  return (
    <Drawing ref={drawing} width={width} height={height} label={label} interactive={interactive}>
      <Axes x={x} y={y} scales={scales} left={left} width={width} height={height} />
      {children(scales)}
    </Drawing>
  );
}

/** Both axes; drawn anew only when they change, which while something is dragged is seldom. */
const Axes = memo(function Axes(props: {
  x: Axis;
  y: Axis;
  scales: Scales;
  left: number;
  width: number;
  height: number;
}) {
  const { x, y, scales, left, width, height } = props;
  const right = width - margins.right;
  return (
    <g>
      <HorizontalAxis axis={x} at={scales.x} bottom={height - margins.bottom} left={left} right={right} />
      <VerticalAxis axis={y} at={scales.y} left={left} right={right} height={height} />
    </g>
  );
});

/** A linear or logarithmic map from data to pixels. */
function scale({ domain: [low, high], log }: Axis, from: number, to: number): (value: number) => number {
  const place = log ? Math.log : (value: number) => value;
  const [start, end] = [place(low), place(high)];
  return (value) => from + ((place(value) - start) / (end - start)) * (to - from);
}

function HorizontalAxis(props: {
  axis: Axis;
  left: number;
  at: (value: number) => number;
  bottom: number;
  right: number;
}) {
  const { axis, left, at, bottom, right } = props;
  const { show = String } = axis;
  return (
    <>
      <line className="axis-line" x1={left} x2={right} y1={bottom} y2={bottom} />
      {axis.ticks.map((tick) => (
        <text key={tick} className="tick" x={at(tick)} y={bottom + 14} textAnchor="middle">
          {show(tick)}
        </text>
      ))}
      <text className="axis-label" x={(left + right) / 2} y={bottom + 29} textAnchor="middle">
        {axis.label}
      </text>
    </>
  );
}

function VerticalAxis(props: {
  axis: Axis;
  left: number;
  at: (value: number) => number;
  right: number;
  height: number;
}) {
  const { axis, left, at, right, height } = props;
  const { show = String } = axis;
  const middle = (margins.top + height - margins.bottom) / 2;
  return (
    <>
      {axis.ticks.map((tick) => (
        <g key={tick}>
          <line className="grid-line" x1={left} x2={right} y1={at(tick)} y2={at(tick)} />
          <text className="tick" x={left - 6} y={at(tick) + 3.5} textAnchor="end">
            {show(tick)}
          </text>
        </g>
      ))}
      <text className="axis-label" transform={`translate(9 ${middle}) rotate(-90)`} textAnchor="middle">
        {axis.label}
      </text>
    </>
  );
}
