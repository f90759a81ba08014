import { useEffect, useState } from "react";
import { appBase } from "../engine/app-base.js";
import { startEngine } from "../engine/client.js";
import type { FineTuned } from "../engine/mnist/fine-tuning.js";
import type { Outcome } from "../engine/use-each.js";
import { decimal } from "../state/format.js";

/** Why image given label may name labels badly, and the repair. */
export function FineTuning({ images, version, idle }: { images: number; version: string; idle: boolean }) {
  const [outcome, setOutcome] = useState<Outcome<FineTuned> & { busy?: boolean }>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: another model is another question
  useEffect(() => setOutcome({}), [version]);
  const tune = () => {
    setOutcome({ busy: true });
    startEngine()
      .fineTuneDigits(appBase(), images)
      .then(
        (value) => setOutcome({ value }),
        (error: Error) => setOutcome({ failure: error.message }),
      );
  };
  const { value, failure, busy = false } = outcome;
  const percent = (share: number) => `${decimal(100 * share, 1)} %`;
  return (
    <>
      <h3>Why image given label may misname</h3>
      <p className="small">
        Its loss compares images for one label at a time, and is blind to a constant added to a label. How labels
        compare with each other is left to chance: trained for an epoch on few images it may name a third of the digits
        right. Fine-tuning holds its image encoder and learns the labels' embeddings and their prior (eqs. 32–35).
      </p>
      <div className="buttons">
        <button type="button" disabled={!idle || busy} onClick={tune}>
          {busy ? "Fine-tuning…" : "Fine-tune it"}
        </button>
        <span className="status-words" role="status" data-fine-tuned={value?.after.toFixed(4)}>
          {value && `Test accuracy ${percent(value.before)} → ${percent(value.after)}`}
        </span>
      </div>
      {failure !== undefined && <p className="alert">{failure}</p>}
    </>
  );
}
