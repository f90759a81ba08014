import { axisLimit, type Shape } from "@crosstilt/labs/tilt";
import type { ReactNode } from "react";
import { Handle } from "../components/handle.js";
import { type Axis, dataAt, Plot, type Scales } from "../components/plot.js";
import { Figure } from "../figure/figure.js";
import type { DataTable } from "../figure/table.js";
import { decimal } from "../state/format.js";
import { Contours } from "./contours.js";
import { givenRange } from "./settings.js";
import { shapeData } from "./shape-data.js";

const size = 320;
const ticks = [-4, -2, 0, 2, 4];
const axis = (label: string): Axis => ({
  domain: [-axisLimit, axisLimit],
  ticks,
  show: (tick) => decimal(tick, 0),
  label: <tspan className="maths">{label}</tspan>,
});
const axes = { x: axis("u"), y: axis("v") };

/** Properties of {@link JointPanel}. */
interface JointPanelProps {
  readonly title: ReactNode;
  readonly detail: ReactNode;
  readonly label: string;
  readonly shape: Shape | null;
  readonly className: string;
  readonly given: { readonly u: number; readonly v: number };
  /** The numbers of what the children draw, in place of the shape's. */
  readonly table?: () => DataTable;
  readonly onGiven?: (patch: { u?: number; v?: number }) => void;
  readonly children?: (scales: Scales) => ReactNode;
}

/** A joint law in the plane with the lines of the two conditions, which can be dragged. */
export function JointPanel(props: JointPanelProps) {
  const { title, detail, label, shape, className, given, table, onGiven, children } = props;
  return (
    <Figure title={title} detail={detail} name={`tilt-${className}`} data={table ?? (() => shapeData(shape, given))}>
      <Plot {...axes} label={label} width={size} height={size} interactive={onGiven !== undefined}>
        {(scales) => (
          <>
            {shape && <Contours shape={shape} scales={scales} className={className} />}
            {table && children?.(scales)}
            <Conditions scales={scales} given={given} onGiven={onGiven} />
            {!table && children?.(scales)}
          </>
        )}
      </Plot>
    </Figure>
  );
}

const clamp = (value: number) => Number(Math.min(givenRange[1], Math.max(givenRange[0], value)).toFixed(2));

function Conditions({ scales, given, onGiven }: Pick<JointPanelProps, "given" | "onGiven"> & { scales: Scales }) {
  const [x, y] = [scales.x(given.u), scales.y(given.v)];
  const [right, bottom] = [scales.x(axisLimit), scales.y(-axisLimit)];
  return (
    <>
      <line className="given-line" x1={scales.x(-axisLimit)} x2={right} y1={y} y2={y} />
      <line className="given-line" strokeDasharray="3 3" x1={x} x2={x} y1={scales.y(axisLimit)} y2={bottom} />
      {onGiven && (
        <>
          <Handle
            x={right - 4}
            y={y}
            className="given"
            label="v, the condition of u given v"
            value={given.v}
            valueText={`v = ${decimal(given.v)}`}
            onMove={(px, py) => onGiven({ v: clamp(dataAt(scales, px, py).y) })}
            onNudge={(_, up) => onGiven({ v: clamp(given.v + up * 0.05) })}
          />
          <Handle
            x={x}
            y={bottom - 4}
            className="given"
            label="u, the condition of v given u"
            value={given.u}
            valueText={`u = ${decimal(given.u)}`}
            onMove={(px, py) => onGiven({ u: clamp(dataAt(scales, px, py).x) })}
            onNudge={(along) => onGiven({ u: clamp(given.u + along * 0.05) })}
          />
        </>
      )}
    </>
  );
}
