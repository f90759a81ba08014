import { Curve, type Point } from "../components/marks.js";
import { type Axis, Plot } from "../components/plot.js";
import { TrainingButtons } from "../components/training-buttons.js";
import type { LinearJob, LinearReport } from "../engine/linear-training.js";
import { type Training, useTraining } from "../engine/use-training.js";
import { decimal, whole } from "../state/format.js";
import { niceTicks } from "../state/ticks.js";
import { covarianceOf, type TiltSettings, weightsOf } from "./settings.js";
import { lossAt, type Solution, signSolution, solutionAt } from "./solve.js";

/** Stochastic training of scalar encoders under the settings of the lab. */
export function useTiltTraining(settings: TiltSettings): Training {
  const { metric, loss, seed, batch } = settings;
  const job: LinearJob = {
    ...{ covariance: covarianceOf(settings), split: 1, rank: 1, metric, loss, ...weightsOf(settings) },
    ...{ samples: 10_000, batchSize: batch, steps: 500, learningRate: 0.01, seed },
  };
  return useTraining(job);
}

/** The model that encoders in training induce. */
export function trainedSolution(settings: TiltSettings, { G, H, temperature }: LinearReport): Solution {
  const [g, h] = [G[0]![0]!, H[0]![0]!];
  if (settings.metric !== "normalised") return solutionAt(settings, { G: g, H: h });
  const agreement = Math.sign(g * h) * (Math.sign(settings.correlation) || 1);
  return signSolution(settings, agreement / temperature);
}

/** The population loss at encoders in training. */
function trainedLoss(settings: TiltSettings, report: LinearReport): number {
  if (settings.metric === "normalised") return trainedSolution(settings, report).loss!;
  return lossAt(settings, { G: report.G[0]![0]!, H: report.H[0]![0]! });
}

/** Buttons, what has been reached, and the curve of the loss against its optimum. */
export function TiltTraining(props: {
  settings: TiltSettings;
  training: Training;
  best: Solution;
  onChange: (patch: Partial<TiltSettings>) => void;
}) {
  const { settings, training, best, onChange } = props;
  const last = training.reports.at(-1);
  const reached = last && trainedLoss(settings, last);
  const stuck = settings.metric === "normalised" && last && wrongSigns(settings, last);
  return (
    <section className="card" aria-labelledby="training">
      <h2 id="training">Train it live</h2>
      <p>
        {whole(10_000)} pairs, linear encoders, Adam, in a worker of this browser. The curve is the population loss at
        the encoders of the moment, so that it can be held against the closed form.
      </p>
      <div className="training-row">
        <div className="training-side">
          <label className="inline">
            batch size{" "}
            <select value={settings.batch} onChange={(event) => onChange({ batch: Number(event.target.value) })}>
              {[32, 128, 512, 1024].map((size) => (
                <option key={size}>{size}</option>
              ))}
            </select>
          </label>
          <TrainingButtons training={training} onReset={() => onChange({ seed: (settings.seed % 9999) + 1 })} />
          <dl className="facts">
            <div>
              <dt>closed form</dt>
              <dd data-fact="optimum">{best.loss === null ? "∞" : decimal(best.loss, 4)}</dd>
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
        <LossPlot {...{ settings, best }} reports={training.reports} />
      </div>
    </section>
  );
}

const wrongSigns = (settings: TiltSettings, { G, H }: LinearReport): boolean =>
  G[0]![0]! * H[0]![0]! * settings.correlation < 0;

function LossPlot(props: { settings: TiltSettings; best: Solution; reports: readonly LinearReport[] }) {
  const { settings, best, reports } = props;
  const optimum = best.loss ?? 0;
  const total = reports.at(-1)?.totalSteps ?? 500;
  const points = reports.map((report): Point => [report.step, Math.min(trainedLoss(settings, report), optimum + 1)]);
  const highest = Math.max(optimum + 0.1, ...points.map(([, loss]) => (Number.isFinite(loss) ? loss : optimum)));
  const y: Axis = {
    domain: [optimum - 0.08 * (highest - optimum), highest],
    ticks: niceTicks(optimum, highest, 4),
    show: (tick) => decimal(tick, 2),
    label: "loss, nats",
  };
  const x: Axis = { domain: [0, total], ticks: niceTicks(0, total, 4), label: "step" };
  return (
    <Plot
      {...{ x, y }}
      label={`Loss over ${total} steps against the optimum ${decimal(optimum, 4)}`}
      width={640}
      height={240}
      left={52}
    >
      {(scales) => (
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
          <Curve className="model" {...{ points, scales }} />
        </>
      )}
    </Plot>
  );
}
