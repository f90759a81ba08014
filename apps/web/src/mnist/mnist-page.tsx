import { useDiscardGuard } from "../components/use-discard-guard.js";
import type { MnistReport } from "../engine/mnist/training.js";
import { useUrlState } from "../state/url-state.js";
import { DigitControls } from "./digit-controls.js";
import { DrawnPanel } from "./drawn-panel.js";
import { LabelPanel } from "./label-panel.js";
import { MnistTraining } from "./mnist-training.js";
import { NeighbourPanel } from "./neighbour-panel.js";
import { mnistFields, modelNames } from "./settings.js";
import { useDigit } from "./use-digit.js";
import { useMnistTraining } from "./use-mnist-training.js";

/** Figures 11 and 12: one architecture, three losses, and what they make of digits and labels. */
export default function MnistPage() {
  const [settings, changeAtOnce] = useUrlState("mnist", mnistFields);
  const { images, epochs, run: seed, compute } = settings;
  const training = useMnistTraining({ images, epochs, seed, compute });
  const { status } = training;
  const { change, question } = useDiscardGuard({ settings, change: changeAtOnce, decisive, status });
  const version = versionOf(training.status, training.reports.at(-1));
  const digit = useDigit(settings);
  return (
    <>
      {question}
      <header className="lab-head">
        <h1>MNIST lab</h1>
        <p>
          Three models with the same encoders, trained by three losses: both directions, labels given images, images
          given labels. Trained for long all three classify; only two of them can tell what images of a label look like.
        </p>
      </header>
      <div className="lab">
        <DigitControls settings={settings} change={change} digit={digit} />
        <div className="stack">
          <LabelPanel digit={digit} version={version} live={training.reports.at(-1)} />
          <DrawnPanel settings={settings} change={change} version={version} />
          <NeighbourPanel settings={settings} change={change} version={version} />
          <MnistTraining settings={settings} change={change} onReset={changeAtOnce} training={training} />
        </div>
      </div>
    </>
  );
}

/** What the training depends on. */
const decisive = ["images", "epochs", "run", "compute"] as const;

const modelCount = modelNames.length;

/** Changes with every quarter that a model has learned, so that what was computed with it is computed anew. */
function versionOf(status: string, last: MnistReport | undefined): string {
  // On a GPU the ten thousand test images wait for the end: they would stand in the way of the steps.
  if (!last || (last.place.on === "webgpu" && status !== "done")) return "shipped";
  if (status === "done") return "trained";
  const learned = (modelCount * last.modelStep) / last.totalSteps;
  return `learning ${last.model} ${Math.floor(4 * learned)}`;
}
