import { drawSituation, plugIn } from "@crosstilt/labs/process";
import { useMemo } from "react";
import { Fold } from "../components/fold.js";
import { Legend } from "../components/legend.js";
import { V } from "../components/maths.js";
import { Presets } from "../components/presets.js";
import { Segmented } from "../components/segmented.js";
import { Slider } from "../components/slider.js";
import { useDiscardGuard } from "../components/use-discard-guard.js";
import { whole } from "../state/format.js";
import { useUrlState } from "../state/url-state.js";
import { ConditionalPanels } from "./conditional-panels.js";
import { ErrorPanels, exactOf } from "./error-panels.js";
import { presets } from "./presets.js";
import { batchSizes, type ProcessSettings, pairCount, processFields } from "./settings.js";
import { fittedAt, ProcessTraining, useProcessTraining } from "./training.js";

/** What the training depends on. */
const decisive = ["rank", "size", "batch", "seed"] as const;

/** Figures 7 to 10: a Gaussian process seen at 12 points against its leading coefficients. */
export default function ProcessPage() {
  const [settings, changeAtOnce] = useUrlState("process", processFields);
  const { rank, draw, seed } = settings;
  const count = pairCount(settings);
  const situation = useMemo(() => drawSituation(draw), [draw]);
  const plugged = useMemo(() => plugIn(rank, count, seed), [rank, count, seed]);
  const training = useProcessTraining(settings);
  const { status } = training;
  const { change, question } = useDiscardGuard({ settings, change: changeAtOnce, decisive, status });
  const last = training.reports.at(-1);
  return (
    <>
      {question}
      <header className="lab-head">
        <h1>Gaussian process lab</h1>
        <p>
          A random field <V of="w" /> is seen from two sides: <V of="u" />, its values at 12 points with noise, and{" "}
          <V of="v" />, its 5 leading coefficients. How well do encoders of dimension <V of="n" sub="e" /> recover one
          from the other?
        </p>
      </header>
      <div className="lab">
        <Fold title="Settings">
          <ProcessControls settings={settings} change={change} />
        </Fold>
        <div className="stack">
          <Legend
            entries={[
              ["truth", "truth; in the error plots, closed form"],
              [
                "model",
                last
                  ? `model, ${training.status === "done" ? "trained" : "in training"}`
                  : "model, plug-in from the training pairs",
              ],
            ]}
          />
          <ConditionalPanels situation={situation} fit={last ? fittedAt(last) : plugged} />
          <div className="panels">
            <ErrorPanels settings={settings} />
          </div>
          <ProcessTraining
            training={training}
            plugged={plugged}
            best={exactOf(rank)}
            onReset={() => changeAtOnce({ seed: (seed % 9999) + 1 })}
          />
        </div>
      </div>
    </>
  );
}

function ProcessControls(props: { settings: ProcessSettings; change: (patch: Partial<ProcessSettings>) => void }) {
  const { settings, change } = props;
  return (
    <form className="controls card" aria-label="Settings" onSubmit={(event) => event.preventDefault()}>
      <Slider
        label={
          <>
            embedding dimension <V of="n" sub="e" />
          </>
        }
        value={settings.rank}
        range={[1, 6]}
        step={1}
        onChange={(rank) => change({ rank })}
      />
      <Slider
        label={
          <>
            training pairs <V of="N" />
          </>
        }
        value={settings.size}
        range={[2, 5]}
        step={0.1}
        show={() => whole(pairCount(settings))}
        onChange={(size) => change({ size })}
      />
      <Segmented
        legend="batch size of the training"
        value={String(settings.batch)}
        choices={batchSizes.map((size) => [String(size), size] as const)}
        onChange={(batch) => change({ batch: Number(batch) })}
      />
      <div className="buttons">
        <button type="button" onClick={() => change({ draw: (settings.draw % 9999) + 1 })}>
          Draw another field
        </button>
      </div>
      <p className="muted small">
        With all 5 coefficients the closed form is exact: <V of="n" sub="e" /> = 6 has nothing left to gain. The other
        dimensions lose what the discarded canonical correlations carry.
      </p>
      <Presets lab="process" fields={processFields} presets={presets} settings={settings} />
    </form>
  );
}
