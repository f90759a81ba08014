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
import { useEffect, useRef, useState } from "react";
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
  const { curves, state, share, failure, measure, stop } = useRecall(settings, trained);
  return (
    <section className="card" aria-labelledby="recall">
      <h2 id="recall">Over many drifters</h2>
      <p>
        The same for drifters in {whole(2 ** settings.pairs)} fields, each sought among all: the share whose partner is
        among the first <V of="K" />. The encoder solves the same normal equations as the posterior mean, with
        precisions and gains that it learns from 512 other pairs by the two-sided conditional loss. The tables of the
        documentation are of whole paths; here {Math.round(100 * settings.part)} % of each is observed.
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
          <div className="buttons">
            {state === "measuring" ? (
              <button type="button" onClick={stop}>
                Stop
              </button>
            ) : (
              <button type="button" onClick={measure}>
                {state === "done" ? "Measure again" : "Measure"}
              </button>
            )}
            <span className="status-words" role="status" data-measured={state === "done"}>
              {words(state, share, settings.pairs)}
            </span>
          </div>
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

/** How far the measurement is, in words. */
function words(state: Measured["state"], share: number, pairs: number): string {
  if (state === "done") return "Measured.";
  if (state === "failed") return "Not measured.";
  if (state === "measuring") return `Measuring: ${Math.round(100 * share)} %`;
  return 2 ** pairs > MOST_UNASKED ? "Not measured: so many take a minute or more." : "Stopped.";
}

/** What is measured of the scores, and how far it is. */
interface Measured {
  /** Absent scores are not measured yet, or no more. */
  readonly curves: RecallCurves;
  readonly state: "measuring" | "done" | "stopped" | "failed";
  readonly share: number;
  readonly failure: string;
}

/** Many fields take minutes: they are measured when asked for, where fewer begin by themselves. */
const MOST_UNASKED = 1024;

/** The curves for the settings, measured in the worker. The trained encoder's comes to those that are there. */
function useRecall({ seed, part, noise, pairs }: OceanSettings, trained: EncoderWeights | null) {
  const count = 2 ** pairs;
  const fresh: Measured = { curves: {}, state: count > MOST_UNASKED ? "stopped" : "measuring", share: 0, failure: "" };
  const [measured, setMeasured] = useState(fresh);
  const number = useRef(0);
  const measure = (wanted: readonly Method[]) => {
    const mine = ++number.current;
    const job: RecallJob = { seed, part, noise, count, trained, methods: wanted };
    const patch = (change: (before: Measured) => Measured) =>
      setMeasured((before) => (number.current === mine ? change(before) : before));
    patch((before) => ({ ...before, state: "measuring", share: 0, failure: "" }));
    const told = proxy((share: number) =>
      patch((before) => (before.state === "measuring" ? { ...before, share } : before)),
    );
    startPhysics()
      .recall(job, told)
      .then((curves) => {
        if (curves)
          patch((before) => ({
            ...before,
            state: "done",
            share: 1,
            curves: wanted === methods ? curves : { ...before.curves, ...curves },
          }));
      })
      .catch((error: Error) => patch((before) => ({ ...before, state: "failed", failure: error.message })));
  };
  const stop = () => {
    number.current += 1;
    void startPhysics().stopRecall();
    setMeasured((before) => ({ ...before, state: "stopped" }));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: other drifters are measured anew
  useEffect(() => {
    number.current += 1;
    setMeasured((before) => (fresh.state === "stopped" ? fresh : { ...fresh, curves: before.curves }));
    if (fresh.state === "stopped") return;
    // A drag of a slider asks for nothing until it rests.
    const timer = setTimeout(() => measure(methods), 400);
    return () => clearTimeout(timer);
  }, [seed, part, noise, count]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newly trained encoder is measured beside what is there
  useEffect(() => {
    if (trained && measured.state === "done") measure(["encoder"]);
  }, [trained]);
  useEffect(
    () => () => {
      number.current += 1;
      void startPhysics().stopRecall();
    },
    [],
  );
  return { ...measured, measure: () => measure(methods), stop };
}

const xAxis: Axis = { domain: [1, 100], ticks: [1, 2, 5, 10, 20, 50, 100], log: true, label: "K" };

/** From the quarter below the lowest share up to all. */
function shareAxis(curves: RecallCurves): Axis {
  const shares = Object.values(curves).flatMap((curve) => [
    curve.trajectoryToPotential[0]!,
    curve.potentialToTrajectory[0]!,
  ]);
  const low = Math.min(0.75, Math.floor(4 * Math.min(1, ...shares)) / 4);
  const ticks = niceTicks(low, 1, 5);
  return { domain: [low, 1 + 0.02 * (1 - low)], ticks, show: (tick) => decimal(tick, 2) };
}

function RecallPlot(props: { title: string; side: keyof RecallCurve; curves: RecallCurves }) {
  const { title, side, curves } = props;
  const shares = (method: Method) => curves[method]?.[side] ?? [];
  const data = () => {
    const known = methods.filter((method) => curves[method]);
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

function RecallTable({ curves }: { curves: RecallCurves }) {
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
                <td key={side + k}>{cell(curves[method], side, k)}</td>
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
