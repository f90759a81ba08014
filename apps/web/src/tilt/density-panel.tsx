import { axisLimit, type ScalarLaw } from "@crosstilt/labs/tilt";
import { type ReactNode, useMemo } from "react";
import { Curve, sampled } from "../components/marks.js";
import { type Axis, Plot } from "../components/plot.js";
import { Figure } from "../figure/figure.js";
import { tableOf } from "../figure/table.js";
import { decimal } from "../state/format.js";

const axisOf = (variable: string): Axis => ({
  domain: [-axisLimit, axisLimit],
  ticks: [-4, -2, 0, 2, 4],
  show: (tick) => decimal(tick, 0),
  label: <tspan className="maths">{variable}</tspan>,
});
const axes = { u: axisOf("u"), v: axisOf("v") };

/** From 0 to a round number above the highest density. */
function densityAxis(top: number): Axis {
  const step = top > 1.2 ? 0.5 : 0.2;
  const ticks = Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, i) => i * step);
  return { domain: [0, top], ticks, show: (tick) => decimal(tick, 1) };
}

/** Densities over one variable: the truth dashed, the model solid, the reference faint. */
export function DensityPanel(props: {
  title: ReactNode;
  detail: ReactNode;
  label: string;
  variable: "u" | "v";
  laws: readonly (readonly [className: string, law: ScalarLaw | null])[];
}) {
  const { title, detail, label, variable, laws } = props;
  const highest = Math.max(0.4, ...laws.flatMap(([, law]) => (law ? [peakOf(law)] : [])));
  const top = Math.ceil(highest * 5 + 0.01) / 5;
  const y = useMemo(() => densityAxis(top), [top]);
  const data = () => {
    const at = sampled((place) => place, -axisLimit, axisLimit).map(([place]) => place);
    const columns = laws.flatMap(([name, law]) => (law ? [[name, at.map(law.density)] as const] : []));
    return tableOf({ [variable]: at, ...Object.fromEntries(columns) });
  };
  return (
    <Figure title={title} detail={detail} data={data} name={`tilt-${label.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`}>
      <Plot y={y} label={label} x={axes[variable]} width={240} height={170}>
        {(scales) =>
          laws.map(
            ([className, law]) =>
              law && (
                <Curve
                  key={className}
                  className={className}
                  scales={scales}
                  points={sampled(law.density, -axisLimit, axisLimit)}
                />
              ),
          )
        }
      </Plot>
    </Figure>
  );
}

/** The largest value of the density near its mean; halves of quadrant laws peak beside 0. */
const peakOf = (law: ScalarLaw): number => Math.max(law.density(law.mean), law.density(1e-6), law.density(-1e-6));
