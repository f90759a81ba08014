import { Curve, type Point } from "../components/marks.js";
import { type Axis, Plot } from "../components/plot.js";
import { TrainingButtons } from "../components/training-buttons.js";
import { startEngine } from "../engine/client.js";
import type { HeadsReport } from "../engine/files/heads.js";
import type { Training } from "../engine/use-training.js";
import { download } from "../figure/download.js";
import { Figure } from "../figure/figure.js";
import { decimal } from "../state/format.js";
import { niceTicks } from "../state/ticks.js";
import { RecallTable } from "./recall-table.js";
import type { ModelKept } from "./use-model-kept.js";

/** The training, its loss, what it reached on the test pairs, and the model as files. */
export function HeadsCard(props: { training: Training<HeadsReport>; kept: ModelKept; pairs: number }) {
  const { training, kept, pairs } = props;
  const { reports } = training;
  const retrieval = reports.at(-1)?.retrieval ?? (reports.length === 0 ? kept.retrieval : undefined);
  return (
    <section className="card" aria-labelledby="training">
      <h2 id="training">Train</h2>
      <div className="training-row">
        <div className="training-side">
          <TrainingButtons training={training} />
          {retrieval && reports.length === 0 && (
            <p className="small muted">The model of your last training, kept by this browser.</p>
          )}
          {retrieval && <RecallTable retrieval={retrieval} of="test pairs" />}
          {retrieval && <SaveModel />}
          {kept.failure !== "" && <p className="small alert">The model is not kept: {kept.failure}</p>}
        </div>
        <LossPlot reports={reports} />
      </div>
      {!retrieval && (
        <p className="muted small">Afterwards: how often each side of the {pairs} test pairs finds its partner.</p>
      )}
    </section>
  );
}

function SaveModel() {
  const save = async (kind: "weights" | "description") => {
    const { weights, description } = await startEngine().exportHeads();
    if (kind === "weights") download("model.safetensors", new Blob([weights as Uint8Array<ArrayBuffer>]));
    else download("model.json", new Blob([description], { type: "application/json" }));
  };
  return (
    <div>
      <p className="small muted">The model, for the command line and other tools:</p>
      <div className="buttons">
        <button type="button" onClick={() => void save("weights")}>
          model.safetensors
        </button>
        <button type="button" onClick={() => void save("description")}>
          model.json
        </button>
      </div>
    </div>
  );
}

function LossPlot({ reports }: { reports: readonly HeadsReport[] }) {
  const points = reports.map(({ step, loss }): Point => [step, loss]);
  const losses = points.map(([, loss]) => loss);
  const [low, high] = losses.length > 0 ? [Math.min(...losses), Math.max(...losses)] : [-1, 0];
  const room = 0.06 * Math.max(0.1, high - low);
  const total = reports.at(-1)?.totalSteps ?? 100;
  const ticks = niceTicks(low, Math.max(high, low + 0.1), 4);
  const y: Axis = {
    domain: [low - room, high + room],
    ticks,
    show: (tick) => decimal(tick, 2),
    label: "loss of a batch",
  };
  const x: Axis = { domain: [0, total], ticks: niceTicks(0, total, 4), label: "step" };
  return (
    <Figure
      className="training-figure"
      title={<span className="visually-hidden">Loss over the steps</span>}
      name="your-data-loss"
      data={() => reports.map(({ step, loss }) => ({ step, loss }))}
    >
      <Plot x={x} y={y} label={`Loss over ${total} steps`} width={640} height={240} left={52}>
        {(scales) => <Curve className="model" points={points} scales={scales} />}
      </Plot>
    </Figure>
  );
}
