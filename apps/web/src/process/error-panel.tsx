import type { ReactNode } from "react";
import { Curve, type Point } from "../components/marks.js";
import { type Axis, Plot, type Scales } from "../components/plot.js";
import { Figure } from "../figure/figure.js";

/** A curve of errors with the points that were computed. */
export interface ErrorCurve {
  readonly className: string;
  readonly points: readonly Point[];
  readonly dots?: boolean;
}

const powers = (low: number, high: number): number[] =>
  Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
const signs: Record<string, string> = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
};

/** `10⁻³` for 0.001. */
export const power = (value: number): string =>
  `10${[...String(Math.round(Math.log10(value)))].map((sign) => signs[sign]).join("")}`;

/** Errors on a logarithmic scale; errors of zero are beyond it and leave a gap. */
export function ErrorPanel(props: {
  title: ReactNode;
  detail: ReactNode;
  label: string;
  x: Axis;
  curves: readonly ErrorCurve[];
  wide?: boolean;
  children?: (scales: Scales) => ReactNode;
}) {
  const { title, detail, label, x, curves, wide = false, children } = props;
  const values = curves.flatMap(({ points }) => points.map(([, value]) => value)).filter((value) => value > 1e-8);
  const low = Math.floor(Math.log10(Math.min(1e-2, ...values)));
  const high = Math.ceil(Math.log10(Math.max(1e-1, ...values)) + 1e-9);
  const y: Axis = { domain: [10 ** low, 10 ** high], ticks: powers(low, high), show: power, log: true };
  return (
    <Figure
      title={title}
      detail={detail}
      className={wide ? "training-figure" : "card"}
      name={`process-${label.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`}
      data={() =>
        curves.flatMap(({ className, points }) => points.map(([at, error]) => ({ curve: className, at, error })))
      }
    >
      <Plot x={x} y={y} label={label} width={wide ? 560 : 320} height={240}>
        {(scales) => (
          <>
            {children?.(scales)}
            {curves.map(({ className, points, dots }) => (
              <g key={className}>
                <Curve
                  className={className}
                  scales={scales}
                  points={points.map(([at, value]) => [at, value > 10 ** low ? value : Number.NaN])}
                />
                {dots &&
                  points
                    .filter(([, value]) => value >= 10 ** low)
                    .map(([at, value]) => (
                      <circle key={at} className={`dot ${className}`} cx={scales.x(at)} cy={scales.y(value)} r={3} />
                    ))}
              </g>
            ))}
          </>
        )}
      </Plot>
    </Figure>
  );
}
