import { appBase } from "../engine/app-base.js";
import { startEngine } from "../engine/client.js";
import type { MnistReport } from "../engine/mnist/training.js";
import { useEach } from "../engine/use-each.js";
import type { TrainingStatus } from "../engine/use-training.js";
import { decimal } from "../state/format.js";
import { type ModelName, modelNames, modelTitles } from "./settings.js";

/** Accuracies over the test images of the models as they are: measured when nothing is learning. */
export function AccuracyTable({ status, step }: { status: TrainingStatus; step: MnistReport | undefined }) {
  const still = status !== "starting" && status !== "running";
  const accuracies = useEach(still ? modelNames : [], `${status} ${step?.step ?? 0}`, (name) =>
    startEngine().testAccuracy(appBase(), name as ModelName),
  );
  return (
    <table className="numbers">
      <thead>
        <tr>
          <th scope="col">model</th>
          <th scope="col">test accuracy</th>
        </tr>
      </thead>
      <tbody>
        {modelNames.map((name) => {
          const { value } = accuracies.get(name) ?? {};
          return (
            <tr key={name}>
              <th scope="row">{modelTitles[name]}</th>
              <td data-accuracy={name}>{value === undefined || !still ? "–" : `${decimal(100 * value, 1)} %`}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
