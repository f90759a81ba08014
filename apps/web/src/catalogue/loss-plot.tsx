import type { LossCurve } from "@crosstilt/labs/catalogue";
import { Curve, type Point } from "../components/marks.js";
import { type Axis, Plot } from "../components/plot.js";
import { Figure } from "../figure/figure.js";
import { tableOf } from "../figure/table.js";
import { decimal } from "../state/format.js";
import { niceTicks } from "../state/ticks.js";
import { type CatalogueSettings, pointsOf } from "./settings.js";

/** A loss along a curve of embeddings, its terms faint, its minimum marked. */
export function LossPlot(props: { settings: CatalogueSettings; name: string; curve: LossCurve | undefined }) {
  const { settings, name, curve } = props;
  const points = pointsOf(settings);
  const total = curve?.total ?? [];
  const best = total.indexOf(Math.min(...total.filter(Number.isFinite)));
  const x = horizontal(settings.along);
  const y = vertical(total);
  return (
    <Figure
      className="entry-figure"
      title={<span className="visually-hidden">{name} plotted</span>}
      name={`loss-${name}`}
      data={() => tableOf({ [settings.along]: points, ...curve })}
    >
      <Plot x={x} y={y} label={describe(name, settings, points[best])} width={300} height={170} left={46}>
        {(scales) => (
          <>
            <Curve
              className="model"
              scales={scales}
              points={total.map((loss, i): Point => [points[i]!, loss <= y.domain[1] ? loss : Number.NaN])}
            />
            {best >= 0 && (
              <circle
                cx={scales.x(points[best]!)}
                cy={scales.y(total[best]!)}
                r={3.6}
                className="dot model"
                data-minimum={points[best]!.toFixed(2)}
              />
            )}
          </>
        )}
      </Plot>
    </Figure>
  );
}

const horizontal = (along: CatalogueSettings["along"]): Axis =>
  along === "scale"
    ? { domain: [0, 3], ticks: [0, 1, 2, 3], label: "scale κ of the scores" }
    : { domain: [-1, 1], ticks: [-1, 0, 1], show: (tick) => decimal(tick, 0), label: "correlation ρ of true pairs" };

/** From the minimum upwards, without the steepest fifth, which would flatten everything else. */
function vertical(total: readonly number[]): Axis {
  const sorted = total.filter(Number.isFinite).toSorted((a, b) => a - b);
  const low = sorted[0] ?? 0;
  const high = Math.max(low + 0.1, sorted[Math.floor(0.85 * (sorted.length - 1))] ?? 1);
  const room = 0.08 * (high - low);
  const ticks = niceTicks(low, high, 4);
  const digits = Math.max(0, -Math.floor(Math.log10((ticks[1] ?? 1) - (ticks[0] ?? 0)) + 1e-9));
  return { domain: [low - room, high + room], ticks, show: (tick) => decimal(tick, digits), label: "loss" };
}

function describe(name: string, { along }: CatalogueSettings, best: number | undefined): string {
  const minimum = best === undefined ? "" : `; smallest at ${decimal(best)}`;
  return `Loss ${name} against the ${along}${minimum}`;
}
