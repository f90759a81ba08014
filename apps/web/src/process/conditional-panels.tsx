import { bandOfNormal, type Band as NormalBand } from "@crosstilt/dataset-gaussian-process";
import { type Fitted, gp, grid, type Situation } from "@crosstilt/labs/process";
import type { ReactNode } from "react";
import { Band, Curve, type Point } from "../components/marks.js";
import { V } from "../components/maths.js";
import { type Axis, Plot, type Scales } from "../components/plot.js";
import { Figure } from "../figure/figure.js";
import { tableOf } from "../figure/table.js";
import { decimal } from "../state/format.js";
import { niceTicks } from "../state/ticks.js";

/** The field, the observations and the coefficients, each given the other side (fig 7). */
export function ConditionalPanels({ situation, fit }: { situation: Situation; fit: Fitted }) {
  const { u, v } = situation;
  return (
    <div className="panels">
      <FieldPanel situation={situation} />
      <ComponentPanel
        title={
          <>
            <V of="u" /> given <V of="v" />
          </>
        }
        detail="12 noisy values of the field, mean and 95 % band"
        label="Observations u given the coefficients v: truth and model"
        at={gp.points}
        axis={{ domain: [0, 1], ticks: [0, 0.5, 1], label: "place" }}
        truth={bandOfNormal(gp.truth.uGivenV.given(v))}
        model={bandOfNormal(fit.model.uGivenV.given(v))}
        observed={u}
      />
      <ComponentPanel
        title={
          <>
            <V of="v" /> given <V of="u" />
          </>
        }
        detail="the leading 5 coefficients, mean and 95 % band"
        label="Coefficients v given the observations u: truth and model"
        at={v.map((_, i) => i + 1)}
        axis={{ domain: [0.5, 5.5], ticks: [1, 2, 3, 4, 5], label: "coefficient" }}
        truth={bandOfNormal(gp.truth.vGivenU.given(u))}
        model={bandOfNormal(fit.model.vGivenU.given(u))}
        observed={v}
      />
    </div>
  );
}

function FieldPanel({ situation: { field, draws } }: { situation: Situation }) {
  const y = symmetricAxis([...field.lower, ...field.upper, ...draws.flat()]);
  return (
    <Figure
      title={
        <>
          field <V of="w" /> given <V of="v" />
        </>
      }
      detail="mean, 95 % band and 12 draws"
      name="process-field"
      data={() => tableOf({ place: grid, ...bandColumns("", field), ...drawColumns(draws) })}
    >
      <Plot
        x={{ domain: [0, 1], ticks: [0, 0.5, 1], label: "place" }}
        y={y}
        label="Draws of the field given v"
        height={240}
      >
        {(scales) => (
          <>
            <Band x={grid} lower={field.lower} upper={field.upper} scales={scales} className="truth" />
            {draws.map((draw) => (
              <Curve key={draw[0]} className="reference faint" points={pointsOf(draw)} scales={scales} />
            ))}
            <Curve className="truth" points={pointsOf(field.mean)} scales={scales} />
          </>
        )}
      </Plot>
    </Figure>
  );
}

const pointsOf = (values: readonly number[]): Point[] => values.map((value, i) => [grid[i]!, value]);

function ComponentPanel(props: {
  title: ReactNode;
  detail: string;
  label: string;
  at: readonly number[];
  axis: Axis;
  truth: NormalBand;
  model: NormalBand;
  observed: readonly number[];
}) {
  const { title, detail, label, at, axis, truth, model, observed } = props;
  const y = symmetricAxis([truth, model].flatMap(({ lower, upper }) => [...lower, ...upper]).concat(observed));
  return (
    <Figure
      title={title}
      detail={detail}
      name={`process-${label.split(" ")[0]!.toLowerCase()}`}
      data={() => tableOf({ at, ...bandColumns("truth ", truth), ...bandColumns("model ", model), observed })}
    >
      <Plot x={axis} y={y} label={label} height={240}>
        {(scales) => (
          <>
            <Band x={at} lower={model.lower} upper={model.upper} scales={scales} className="model" />
            <Band x={at} lower={truth.lower} upper={truth.upper} scales={scales} className="truth" />
            <Curve className="model" points={at.map((x, i) => [x, model.mean[i]!])} scales={scales} />
            <Curve className="truth" points={at.map((x, i) => [x, truth.mean[i]!])} scales={scales} />
            <Dots at={at} observed={observed} scales={scales} />
          </>
        )}
      </Plot>
    </Figure>
  );
}

const Dots = ({ at, observed, scales }: { at: readonly number[]; observed: readonly number[]; scales: Scales }) =>
  at.map((x, i) => <circle key={x} className="observed" cx={scales.x(x)} cy={scales.y(observed[i]!)} r={3.2} />);

function symmetricAxis(values: readonly number[]): Axis {
  const largest = 1.05 * Math.max(...values.map(Math.abs));
  return {
    domain: [-largest, largest],
    ticks: niceTicks(-largest, largest, 5),
    show: (tick) => decimal(tick, largest < 1 ? 2 : 0),
  };
}

const bandColumns = (prefix: string, { mean, lower, upper }: NormalBand) => ({
  [`${prefix}mean`]: mean,
  [`${prefix}lower`]: lower,
  [`${prefix}upper`]: upper,
});

const drawColumns = (draws: readonly (readonly number[])[]) =>
  Object.fromEntries(draws.map((draw, i) => [`draw ${i + 1}`, draw]));
