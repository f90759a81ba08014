import {
  covarianceOf,
  hasClosedForm,
  lawKind,
  type Solution,
  scoreGrid,
  solutionOf,
  trainedLoss,
  weightsOf,
} from "@crosstilt/labs/tilt";
import type { LinearReport } from "@crosstilt/labs/training";
import { lossLabel } from "../catalogue/loss-unit.js";
import { useEntries } from "../catalogue/plugins.js";
import { Curve, type Point } from "../components/marks.js";
import { type Axis, Plot, type Scales } from "../components/plot.js";
import { Term } from "../components/term.js";
import { TrainingButtons } from "../components/training-buttons.js";
import { type LinearTraining, useLinearTraining } from "../engine/use-linear-training.js";
import { Figure } from "../figure/figure.js";
import { decimal, whole } from "../state/format.js";
import { niceTicks } from "../state/ticks.js";
import { batchSizes, type TiltSettings } from "./settings.js";

/** Stochastic training of scalar encoders under the settings of the lab. */
export function useTiltTraining(settings: TiltSettings): LinearTraining {
  const { metric, loss, seed, batch } = settings;
  const weighted = useWeighted(loss);
  return useLinearTraining({
    covariance: covarianceOf(settings),
    split: 1,
    rank: 1,
    metric: { name: metric, options: metric === "cosine" ? { temperature: "learned", initialTemperature: 1 } : {} },
    loss: { name: loss, options: weighted ? weightsOf(settings) : {} },
    samples: 10_000,
    batchSize: batch,
    steps: 500,
    learningRate: 0.01,
    seed,
    scoreGrid: lawKind(settings) === "grid" ? scoreGrid : undefined,
  });
}

/** Whether a loss has the two weights. */
export function useWeighted(name: string): boolean {
  const entry = useEntries("loss").find((loss) => loss.name === name);
  return entry !== undefined && "lambdaU" in entry.options && "lambdaV" in entry.options;
}

const solutions = new WeakMap<LinearReport, Solution>();

/** The model that encoders in training induce, computed once a report. */
export function trainedSolution(settings: TiltSettings, report: LinearReport): Solution {
  const solution = solutions.get(report) ?? solutionOf(settings, report);
  solutions.set(report, solution);
  return solution;
}

/** Buttons, what has been reached, and the curve of the loss against its optimum. */
export function TiltTraining(props: {
  settings: TiltSettings;
  training: LinearTraining;
  best: Solution;
  onChange: (patch: Partial<TiltSettings>) => void;
}) {
  const { settings, training, best, onChange } = props;
  const last = training.reports.at(-1);
  const reached = last && trainedLoss(settings, last);
  const closed = hasClosedForm(settings);
  const stuck = settings.metric === "cosine" && last && wrongSigns(settings, last);
  return (
    <section className="card" aria-labelledby="training">
      <h2 id="training">Train it live</h2>
      <p>
        {whole(10_000)} pairs, linear encoders, Adam, in a worker of this browser.{" "}
        {closed
          ? "The curve is the population loss at the encoders of the moment, so that it can be held against the closed form."
          : "The curve is the loss of single batches; no closed form is known to hold it against."}
      </p>
      <div className="training-row">
        <div className="training-side">
          <label className="inline">
            batch size{" "}
            <select value={settings.batch} onChange={(event) => onChange({ batch: Number(event.target.value) })}>
              {batchSizes.map((size) => (
                <option key={size}>{size}</option>
              ))}
            </select>
          </label>
          <TrainingButtons training={training} onReset={() => onChange({ seed: (settings.seed % 9999) + 1 })} />
          <dl className="facts">
            <div>
              <dt>
                <Term of="closed form" />
              </dt>
              <dd data-fact="optimum">{closed ? (best.loss === null ? "∞" : decimal(best.loss, 4)) : "unknown"}</dd>
            </div>
            <div>
              <dt>trained</dt>
              <dd data-fact="trained">
                {reached === undefined ? "–" : Number.isFinite(reached) ? decimal(reached, 4) : "∞"}
              </dd>
            </div>
          </dl>
          {stuck && (
            <p className="alert">
              The two encoders started with signs that disagree. A sign has no gradient, so only the temperature can
              learn, and it goes to infinity. Reset draws another start.
            </p>
          )}
        </div>
        <LossPlot settings={settings} best={best} reports={training.reports} />
      </div>
    </section>
  );
}

const wrongSigns = (settings: TiltSettings, { G, H }: LinearReport): boolean =>
  G[0]![0]! * H[0]![0]! * settings.correlation < 0;

function LossPlot(props: { settings: TiltSettings; best: Solution; reports: readonly LinearReport[] }) {
  const { settings, best, reports } = props;
  const optimum = hasClosedForm(settings) ? (best.loss ?? 0) : null;
  const total = reports.at(-1)?.totalSteps ?? 500;
  const points = reports.map((report): Point => [report.step, trainedLoss(settings, report)]);
  const y = lossAxis(
    points.map(([, loss]) => loss),
    optimum,
    lossLabel(settings.loss),
  );
  const x: Axis = { domain: [0, total], ticks: niceTicks(0, total, 4), label: "step" };
  const against = optimum === null ? "" : ` against the optimum ${decimal(optimum, 4)}`;
  return (
    <Figure
      className="training-figure"
      title={<span className="visually-hidden">Loss over the steps</span>}
      name="tilt-loss"
      data={() => reports.map((report) => ({ step: report.step, loss: trainedLoss(settings, report) }))}
    >
      <Plot x={x} y={y} label={`Loss over ${total} steps${against}`} width={640} height={240} left={52}>
        {(scales) => (
          <>
            {optimum !== null && <OptimumLine optimum={optimum} total={total} scales={scales} />}
            <Curve
              className="model"
              points={points.map(([at, loss]) => [at, Math.min(loss, y.domain[1])])}
              scales={scales}
            />
          </>
        )}
      </Plot>
    </Figure>
  );
}

/** From the optimum, or the lowest loss, to the highest, but not far above the optimum. */
function lossAxis(losses: readonly number[], optimum: number | null, label: string): Axis {
  const finite = losses.filter(Number.isFinite);
  const low = optimum ?? Math.min(...finite, 1e9);
  const most = optimum === null ? Number.POSITIVE_INFINITY : optimum + 1;
  const high = Math.max((finite.length > 0 ? low : 0) + 0.1, ...finite.map((loss) => Math.min(loss, most)));
  const start = finite.length > 0 || optimum !== null ? low : 0;
  const ticks = niceTicks(start, high, 4);
  return {
    domain: [start - 0.08 * (high - start), high],
    ticks,
    show: (tick) => decimal(tick, 2),
    label,
  };
}

const OptimumLine = ({ optimum, total, scales }: { optimum: number; total: number; scales: Scales }) => (
  <>
    <Curve
      className="truth"
      scales={scales}
      points={[
        [0, optimum],
        [total, optimum],
      ]}
    />
    <text x={scales.x(total)} y={scales.y(optimum) - 6} textAnchor="end">
      closed form
    </text>
  </>
);
