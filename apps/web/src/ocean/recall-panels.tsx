import {
  type EncoderWeights,
  type Method,
  methods,
  type RecallCurve,
  type RecallCurves,
  type RecallJob,
} from "@crosstilt/labs/ocean";
import type { EncoderReport } from "@crosstilt/labs/ocean/training";
import { proxy } from "comlink";
import { useEffect, useState } from "react";
import { Legend } from "../components/legend.js";
import { Curve, type Point } from "../components/marks.js";
import { V } from "../components/maths.js";
import { type Axis, Plot } from "../components/plot.js";
import { Slider } from "../components/slider.js";
import { TrainingButtons } from "../components/training-buttons.js";
import type { Training } from "../engine/use-training.js";
import { Figure } from "../figure/figure.js";
import { tableOf } from "../figure/table.js";
import { decimal, whole } from "../state/format.js";
import { niceTicks } from "../state/ticks.js";
import { startPhysics } from "./client.js";
import { methodNames } from "./retrieval-table.js";
import type { OceanSettings } from "./settings.js";

const classNames: Record<Method, string> = {
  likelihood: "right",
  mean: "model",
  whitened: "third",
  encoder: "given",
};

/** R@K of every score over many drifters (fig 14), and the training of the encoder that is one of them. */
export function RecallPanels(props: {
  settings: OceanSettings;
  change: (patch: Partial<OceanSettings>) => void;
  training: Training<EncoderReport>;
  trained: EncoderWeights | null;
}) {
  const { settings, change, training, trained } = props;
  const { curves, done, failure } = useRecall(settings, trained);
  return (
    <section className="card" aria-labelledby="recall">
      <h2 id="recall">Over many drifters</h2>
      <p>
        The same for drifters in {whole(2 ** settings.pairs)} fields, each sought among all: the share whose partner is
        among the first <V of="K" />. The encoder solves the same normal equations as the posterior mean, with
        precisions and gains that it learns from 512 other pairs by the two-sided conditional loss.
      </p>
      <div className="training-row">
        <div className="training-side">
          <Slider
            label="fields and drifters"
            value={settings.pairs}
            range={[8, 12]}
            step={1}
            show={(value) => whole(2 ** value)}
            onChange={(pairs) => change({ pairs })}
          />
          <p className="small muted" role="status" data-measured={curves !== null && done === 1}>
            {failure !== "" ? "Not measured." : done === 1 ? "Measured." : `Measuring: ${Math.round(100 * done)} %`}
          </p>
          {failure !== "" && <p className="alert">{failure}</p>}
          <h3>Train the encoder</h3>
          <TrainingButtons training={training} />
          <LossLine training={training} />
        </div>
        <div className="stack">
          <Legend entries={methods.map((method) => [classNames[method], methodNames[method]] as const)} />
          <div className="panels">
            <RecallPlot title="trajectory → potential" side="trajectoryToPotential" curves={curves} />
            <RecallPlot title="potential → trajectory" side="potentialToTrajectory" curves={curves} />
          </div>
          <RecallTable curves={curves} />
        </div>
      </div>
    </section>
  );
}

/** The curves for the settings, measured in the worker; the last ones stay until the next are there. */
function useRecall({ seed, part, noise, pairs }: OceanSettings, trained: EncoderWeights | null) {
  const [state, setState] = useState({ curves: null as RecallCurves | null, done: 0, failure: "" });
  useEffect(() => {
    let current = true;
    let finished = false;
    const job: RecallJob = { seed, part, noise, count: 2 ** pairs, trained };
    const patch = (next: Partial<typeof state>) => current && setState((before) => ({ ...before, ...next }));
    // A drag of a slider asks for nothing until it rests.
    const timer = setTimeout(() => {
      patch({ done: 0, failure: "" });
      const measured = startPhysics().recall(
        job,
        proxy((done: number) => {
          if (!finished) patch({ done });
        }),
      );
      measured
        .then((curves) => {
          finished = true;
          if (curves) patch({ curves, done: 1 });
        })
        .catch((error: Error) => patch({ failure: error.message }));
    }, 400);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [seed, part, noise, pairs, trained]);
  return state;
}

const xAxis: Axis = { domain: [1, 100], ticks: [1, 2, 5, 10, 20, 50, 100], log: true, label: "K" };

/** From the quarter below the lowest share up to all. */
function shareAxis(curves: RecallCurves | null): Axis {
  const shares = Object.values(curves ?? {}).flatMap((curve) => [
    curve.trajectoryToPotential[0]!,
    curve.potentialToTrajectory[0]!,
  ]);
  const low = Math.min(0.75, Math.floor(4 * Math.min(1, ...shares)) / 4);
  const ticks = niceTicks(low, 1, 5);
  return { domain: [low, 1 + 0.02 * (1 - low)], ticks, show: (tick) => decimal(tick, 2) };
}

function RecallPlot(props: { title: string; side: keyof RecallCurve; curves: RecallCurves | null }) {
  const { title, side, curves } = props;
  const shares = (method: Method) => curves?.[method]?.[side] ?? [];
  const data = () => {
    const known = methods.filter((method) => curves?.[method]);
    const columns = known.map((method) => [methodNames[method], shares(method)] as const);
    return tableOf({ K: (columns[0]?.[1] ?? []).map((_, k) => k + 1), ...Object.fromEntries(columns) });
  };
  return (
    <Figure
      title={title}
      data={data}
      detail="R@K, share of the queries"
      name={`ocean-recall-${side === "trajectoryToPotential" ? "of-potentials" : "of-trajectories"}`}
      className=""
    >
      <Plot x={xAxis} y={shareAxis(curves)} label={`Recall at K, ${title}`} height={230}>
        {(scales) =>
          methods.map((method) => {
            const points = shares(method).map((share, k): Point => [k + 1, share]);
            return (
              points.length > 0 && <Curve key={method} className={classNames[method]} points={points} scales={scales} />
            );
          })
        }
      </Plot>
    </Figure>
  );
}

function RecallTable({ curves }: { curves: RecallCurves | null }) {
  const cell = (curve: RecallCurve | undefined, side: keyof RecallCurve, k: number) =>
    curve ? decimal(curve[side][k - 1]!, 3) : "–";
  const columns = (["trajectoryToPotential", "potentialToTrajectory"] as const).flatMap((side) =>
    [1, 5].map((k) => [side, k] as const),
  );
  return (
    <div className="scroll">
      <table className="numbers">
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              share of queries
            </th>
            <th scope="colgroup" colSpan={2}>
              traj. → pot.
            </th>
            <th scope="colgroup" colSpan={2}>
              pot. → traj.
            </th>
          </tr>
          <tr>
            {columns.map(([side, k]) => (
              <th key={side + k} scope="col">
                R@{k}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {methods.map((method) => (
            <tr key={method} data-recall={method}>
              <th scope="row">{methodNames[method]}</th>
              {columns.map(([side, k]) => (
                <td key={side + k}>{cell(curves?.[method], side, k)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LossLine({ training: { reports } }: { training: Training<EncoderReport> }) {
  const last = reports.at(-1);
  return (
    <p className="small muted">
      {last
        ? `Loss ${decimal(last.loss, 3)}, from ${decimal(reports[0]!.loss, 3)}.`
        : "It begins as the posterior mean."}
    </p>
  );
}
