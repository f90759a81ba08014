import { covarianceOf } from "@crosstilt/labs/tilt";
import { Handle } from "../components/handle.js";
import { dataAt, type Scales } from "../components/plot.js";
import { decimal } from "../state/format.js";
import { outline } from "./contours.js";
import { correlationRange, spreadRange, type TiltSettings } from "./settings.js";

/** The ellipse that is dragged lies this many standard deviations out, and holds this mass. */
const radius = 2;
const mass = 1 - Math.exp(-(radius ** 2) / 2);

const within = ([low, high]: readonly [number, number], value: number) =>
  Number(Math.min(high, Math.max(low, value)).toFixed(4));

type Place = ReturnType<typeof dataAt>;
type Shape = Pick<TiltSettings, "spreadU" | "spreadV" | "correlation">;

/**
 * Handles where the 2σ ellipse reaches farthest right, `2(σ_u, ρσ_v)`, and farthest up, `2(ρσ_u, σ_v)`: dragging one outwards
 * changes a standard deviation, along the ellipse the correlation. They lie on the lines of the two conditional means.
 */
export function EllipseHandles(props: {
  settings: TiltSettings;
  scales: Scales;
  onShape: (shape: Partial<Shape>) => void;
}) {
  const { settings, scales, onShape } = props;
  const { spreadU, spreadV, correlation } = settings;
  const moveRight = ({ x: u, y: v }: Place) => {
    const next = within(correlationRange, v / (radius * spreadV));
    onShape({ spreadU: within(spreadRange, u / radius), correlation: next });
  };
  const moveTop = ({ x: u, y: v }: Place) => {
    const next = within(correlationRange, u / (radius * spreadU));
    onShape({ spreadV: within(spreadRange, v / radius), correlation: next });
  };
  const [right, top] = [
    { u: radius * spreadU, v: radius * correlation * spreadV },
    { u: radius * correlation * spreadU, v: radius * spreadV },
  ];
  const step = 0.04;
  return (
    <>
      <path
        className="curve truth"
        d={outline({ kind: "ellipse", covariance: covarianceOf(settings) }, mass, scales)}
      />
      <Handle
        x={scales.x(right.u)}
        y={scales.y(right.v)}
        label="Right end of the ellipse: spread of u, correlation"
        value={spreadU}
        valueText={`spread of u ${decimal(spreadU)}, correlation ${decimal(correlation)}`}
        onMove={(px, py) => moveRight(dataAt(scales, px, py))}
        onNudge={(along, up) => moveRight({ x: right.u + along * step, y: right.v + up * step })}
      />
      <Handle
        x={scales.x(top.u)}
        y={scales.y(top.v)}
        label="Upper end of the ellipse: spread of v, correlation"
        value={spreadV}
        valueText={`spread of v ${decimal(spreadV)}, correlation ${decimal(correlation)}`}
        onMove={(px, py) => moveTop(dataAt(scales, px, py))}
        onNudge={(along, up) => moveTop({ x: top.u + along * step, y: top.v + up * step })}
      />
    </>
  );
}
