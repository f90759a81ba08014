import { covarianceOf } from "@crosstilt/gaussian";
import { type Errors, type Fitted, fitted, gp } from "@crosstilt/labs/process";
import type { LinearReport } from "@crosstilt/labs/training";
import { useMemo } from "react";
import type { Point } from "../components/marks.js";
import { TrainingButtons } from "../components/training-buttons.js";
import { type LinearTraining, useLinearTraining } from "../engine/use-linear-training.js";
import { compact } from "../state/format.js";
import { niceTicks } from "../state/ticks.js";
import { ErrorPanel } from "./error-panel.js";
import { type ProcessSettings, pairCount } from "./settings.js";

const covariance = covarianceOf(gp.law);
const errorsByReport = new WeakMap<LinearReport, Fitted>();

/** The model of encoders in training, computed once a report. */
export function fittedAt(report: LinearReport): Fitted {
  const known = errorsByReport.get(report);
  if (known) return known;
  const fresh = fitted(report);
  errorsByReport.set(report, fresh);
  return fresh;
}

/** Stochastic training of the linear encoders of section 6.1. */
export function useProcessTraining(settings: ProcessSettings): LinearTraining {
  const { rank, batch, seed } = settings;
  const samples = Math.max(batch, pairCount(settings));
  return useLinearTraining({
    covariance,
    split: gp.law.uu.length,
    rank,
    metric: { name: "inner-product" },
    loss: { name: "conditional" },
    samples,
    batchSize: batch,
    steps: 1500,
    learningRate: 0.1,
    seed,
  });
}

/** Buttons, and the errors of the encoders in training against those of the closed form and of the plug-in. */
export function ProcessTraining(props: {
  training: LinearTraining;
  best: Errors;
  plugged: Errors;
  onReset: () => void;
}) {
  const { training, best, plugged, onReset } = props;
  const total = training.reports.at(-1)?.totalSteps ?? 1500;
  const points = useMemo(() => training.reports.map((report) => ({ report, ...fittedAt(report) })), [training.reports]);
  const curve = (side: keyof Errors): Point[] => points.map(({ report, ...errors }) => [report.step, errors[side]]);
  const level = (errors: Errors, side: keyof Errors): Point[] => [
    [0, errors[side]],
    [total, errors[side]],
  ];
  const last = points.at(-1);
  return (
    <section className="card" aria-labelledby="training">
      <h2 id="training">Train it live</h2>
      <p>
        The same encoders by stochastic gradients (Adam) in a worker. Closed form and plug-in need no iterations; the
        steps only approach what they know.
      </p>
      <div className="training-row">
        <div className="training-side">
          <TrainingButtons training={training} onReset={onReset} />
          <ErrorTable
            rows={[
              ["closed form", best],
              ["plug-in", plugged],
              ["trained", last],
            ]}
          />
        </div>
        <ErrorPanel
          title="errors of both means over the steps"
          detail="above v given u, below u given v; dashed: closed form; grey: plug-in"
          wide
          label="Errors of the conditional means over the training steps"
          x={{ domain: [0, total], ticks: niceTicks(0, total, 4), label: "step" }}
          curves={[
            { className: "truth lower", points: level(best, "uGivenV") },
            { className: "truth upper", points: level(best, "vGivenU") },
            { className: "reference lower", points: level(plugged, "uGivenV") },
            { className: "reference upper", points: level(plugged, "vGivenU") },
            { className: "model lower", points: curve("uGivenV") },
            { className: "model upper", points: curve("vGivenU") },
          ]}
        />
      </div>
    </section>
  );
}

function ErrorTable({ rows }: { rows: readonly (readonly [string, Errors | undefined])[] }) {
  return (
    <table className="numbers">
      <thead>
        <tr>
          <th scope="col">E|error|²</th>
          <th scope="col">u given v</th>
          <th scope="col">v given u</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, errors]) => (
          <tr key={name} data-errors={name}>
            <th scope="row">{name}</th>
            <td>{errors ? compact(errors.uGivenV) : "–"}</td>
            <td>{errors ? compact(errors.vGivenU) : "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
