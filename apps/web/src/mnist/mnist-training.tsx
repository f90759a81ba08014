import { ComputeChoice } from "../components/compute-choice.js";
import { Legend } from "../components/legend.js";
import { Curve, type Point } from "../components/marks.js";
import { type Axis, Plot } from "../components/plot.js";
import { Slider } from "../components/slider.js";
import { TrainingButtons } from "../components/training-buttons.js";
import { startEngine } from "../engine/client.js";
import type { MnistReport } from "../engine/mnist/training.js";
import type { Training } from "../engine/use-training.js";
import { Figure } from "../figure/figure.js";
import { decimal, whole } from "../state/format.js";
import { niceTicks } from "../state/ticks.js";
import { AccuracyTable } from "./accuracy-table.js";
import { FineTuning } from "./fine-tuning.js";
import { type Change, type MnistSettings, modelColours, modelNames, modelTitles } from "./settings.js";

/** The three models, learned here and now from fewer images than those that came with the app. */
export function MnistTraining(props: {
  settings: MnistSettings;
  change: Change;
  /** Changes without asking, for a run that is given up. */
  onReset: Change;
  training: Training<MnistReport>;
}) {
  const { settings, change, training } = props;
  const { images, epochs, run, compute } = settings;
  const last = training.reports.at(-1);
  const resting = training.status === "idle" || training.status === "done" || training.status === "failed";
  const onReset = () => {
    void startEngine().placeShipped();
    props.onReset({ run: (run % 9999) + 1 });
  };
  return (
    <section className="card" aria-labelledby="training">
      <h2 id="training">Train them live</h2>
      <p>
        The models above came with the app: all 60 000 images, 8 epochs. Here they learn anew, one after the other, in a
        worker of this browser; everything above follows. Reset brings the others back.
      </p>
      <div className="training-row">
        <div className="training-side">
          <Slider
            label="training images"
            value={images}
            range={[1000, 10_000]}
            step={1000}
            show={whole}
            onChange={(next) => change({ images: next })}
          />
          <Slider label="epochs" value={epochs} range={[1, 8]} step={1} onChange={(next) => change({ epochs: next })} />
          <ComputeChoice value={compute} place={last?.place} onChange={(next) => change({ compute: next })} />
          <TrainingButtons training={training} onReset={onReset} />
          <AccuracyTable status={training.status} step={last} />
          <FineTuning images={images} version={`${training.status} ${last?.step}`} idle={resting} />
        </div>
        <div>
          <Legend entries={modelNames.map((name) => [modelColours[name], modelTitles[name]] as const)} />
          <LossPlot reports={training.reports} epochs={epochs} images={images} />
        </div>
      </div>
    </section>
  );
}

function LossPlot({ reports, epochs, images }: { reports: readonly MnistReport[]; epochs: number; images: number }) {
  const total = epochs * Math.floor(images / 128);
  const x: Axis = { domain: [0, total], ticks: niceTicks(0, total, 4), label: "step of each model" };
  const y: Axis = {
    domain: [-2.4, 0.2],
    ticks: [-2, -1, 0],
    show: (tick) => decimal(tick, 0),
    label: "loss on densities, nats",
  };
  return (
    <Figure
      className="training-figure"
      title={<span className="visually-hidden">Losses over the steps</span>}
      name="mnist-losses"
      data={() => reports.map(({ model, modelStep, loss }) => ({ model, step: modelStep, loss }))}
    >
      <Plot
        x={x}
        y={y}
        label={`Losses of the three models over ${total} steps each`}
        width={640}
        height={230}
        left={44}
      >
        {(scales) =>
          modelNames.map((name) => (
            <Curve
              key={name}
              className={modelColours[name]}
              scales={scales}
              points={reports
                .filter(({ model }) => model === name)
                .map(({ modelStep, loss }): Point => [modelStep, Math.min(0.2, loss)])}
            />
          ))
        }
      </Plot>
    </Figure>
  );
}
