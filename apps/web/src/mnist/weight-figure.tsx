import { Legend } from "../components/legend.js";
import { Curve, type Point } from "../components/marks.js";
import { type Axis, Plot } from "../components/plot.js";
import type { Drawn } from "../engine/mnist/mnist.js";
import type { Outcome } from "../engine/use-each.js";
import { Figure } from "../figure/figure.js";
import { whole } from "../state/format.js";
import { modelColours, modelNames, modelTitles } from "./settings.js";

const x: Axis = {
  domain: [1, 10_000],
  ticks: [1, 10, 100, 1000, 10_000],
  show: whole,
  log: true,
  label: "images, from the heaviest down",
};
const y: Axis = {
  domain: [0, 1],
  ticks: [0, 0.25, 0.5, 0.75, 1],
  show: (tick) => `${100 * tick} %`,
  label: "share of the weight",
};

/** How much of the weight of a label the heaviest images hold (fig 12's collapse): a steep start means few hold nearly all. */
export function WeightFigure({ label, drawn }: { label: number; drawn: ReadonlyMap<string, Outcome<Drawn>> }) {
  const heldBy = (name: string) => drawn.get(name)?.value?.profile.held ?? [];
  return (
    <Figure
      title={`Who holds the weight of label ${label}?`}
      detail="a model that knows what such images look like shares it among about a thousand"
      name={`mnist-weights-${label}`}
      data={() =>
        modelNames.flatMap((name) =>
          heldBy(name).map(([images, share]) => ({ model: modelTitles[name], images, share })),
        )
      }
    >
      <Legend entries={modelNames.map((name) => [modelColours[name], modelTitles[name]] as const)} />
      <Plot
        x={x}
        y={y}
        width={640}
        height={230}
        left={48}
        label={`Share of the weight of label ${label} that the heaviest images hold`}
      >
        {(scales) =>
          modelNames.map((name) => (
            <Curve
              key={name}
              className={modelColours[name]}
              scales={scales}
              points={heldBy(name).map(([images, share]): Point => [images, share])}
            />
          ))
        }
      </Plot>
    </Figure>
  );
}
