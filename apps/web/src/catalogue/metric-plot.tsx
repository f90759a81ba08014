import { Handle } from "../components/handle.js";
import { Isolines } from "../components/isolines.js";
import { type Axis, dataAt, Plot } from "../components/plot.js";
import { Figure } from "../figure/figure.js";
import { tableOf } from "../figure/table.js";
import { decimal } from "../state/format.js";

export const fieldLimit = 2.2;
export const fieldSize = 45;
const side = 260;
const axis: Axis = { domain: [-fieldLimit, fieldLimit], ticks: [-2, 0, 2], show: (tick) => decimal(tick, 0) };

/** Levels of equal distance between the extremes, without zero, which has a line of its own. */
function levelsOf(field: Float32Array): number[] {
  const sorted = Float32Array.from(field).sort();
  const [low, high] = [sorted[Math.floor(0.02 * sorted.length)]!, sorted.at(-1)!];
  return Array.from({ length: 9 }, (_, i) => low + ((high - low) * (i + 0.5)) / 9);
}

/** Contours of the score over the plane with a handle at the fixed embedding. */
export function MetricPlot(props: {
  name: string;
  u: readonly [number, number];
  field: Float32Array | undefined;
  onMove: (u: [number, number]) => void;
}) {
  const { name, u, field, onMove } = props;
  const grid = field && { values: field, size: fieldSize, limit: fieldLimit };
  return (
    <Figure
      className="entry-figure metric-field"
      title={<span className="visually-hidden">{name} plotted</span>}
      name={`metric-${name}`}
      data={() => tableOf(columns(field))}
    >
      <Plot x={axis} y={axis} label={`Scores by ${name} over the plane`} width={side} height={side} interactive>
        {(scales) => (
          <>
            {grid && <Isolines grid={grid} scales={scales} className="model" levels={levelsOf(grid.values)} />}
            {grid && <Isolines grid={grid} scales={scales} className="zero" levels={[0]} />}
            <Handle
              x={scales.x(u[0])}
              y={scales.y(u[1])}
              className="given"
              label={`embedding of u for ${name}`}
              value={u[0]}
              valueText={`(${decimal(u[0])}, ${decimal(u[1])})`}
              onMove={(px, py) => {
                const { x, y } = dataAt(scales, px, py);
                onMove([x, y]);
              }}
              onNudge={(right, up) => onMove([u[0] + 0.1 * right, u[1] + 0.1 * up])}
            />
          </>
        )}
      </Plot>
    </Figure>
  );
}

function columns(field: Float32Array | undefined): Record<string, number[]> {
  const at = (i: number) => fieldLimit * ((2 * i) / (fieldSize - 1) - 1);
  const indices = Array.from(field ?? [], (_, i) => i);
  return {
    v1: indices.map((i) => at(i % fieldSize)),
    v2: indices.map((i) => at(Math.floor(i / fieldSize))),
    score: Array.from(field ?? []),
  };
}
