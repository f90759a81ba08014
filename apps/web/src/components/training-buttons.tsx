import type { Progress, Training } from "../engine/use-training.js";
import { failureWords } from "../state/failure-words.js";
import { whole } from "../state/format.js";

/** Start, pause, resume and reset, with where the training stands. */
export function TrainingButtons({
  training,
  onReset,
}: {
  training: Training<Progress & { readonly bytes?: number }>;
  onReset?: () => void;
}) {
  const { status, reports, failure, start, pause, resume, reset } = training;
  const last = reports.at(-1);
  const restart = () => {
    reset();
    onReset?.();
  };
  return (
    <>
      <div className="buttons">
        {(status === "idle" || status === "failed") && (
          <button type="button" className="primary" onClick={start}>
            Train
          </button>
        )}
        {status === "starting" && (
          <button type="button" className="primary" disabled>
            Starting…
          </button>
        )}
        {status === "running" && (
          <button type="button" className="primary" onClick={pause}>
            Pause
          </button>
        )}
        {status === "paused" && (
          <button type="button" className="primary" onClick={resume}>
            Resume
          </button>
        )}
        <button type="button" disabled={status === "idle"} onClick={restart}>
          Reset
        </button>
        <span className="training-status" role="status" data-status={status} data-bytes={last?.bytes}>
          {status === "done" ? "Done. " : ""}
          {last ? `Step ${whole(last.step)} of ${whole(last.totalSteps)}` : ""}
        </span>
      </div>
      {failure !== "" && (
        <p className="alert" role="alert">
          {failureWords(failure)}
        </p>
      )}
    </>
  );
}
