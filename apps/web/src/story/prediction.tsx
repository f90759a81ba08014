import { type ReactNode, type SubmitEvent, useEffect, useId } from "react";
import { useAnswers } from "./answers.js";

/** What a question becomes once it is answered. */
interface Outcome {
  readonly right: boolean;
  /** What was measured, and why it is so. */
  readonly words: ReactNode;
}

/** Properties of {@link Prediction}. */
interface PredictionProps {
  readonly scene: string;
  readonly question: ReactNode;
  /** The controls of the answer. */
  readonly children: ReactNode;
  /** Whether there is an answer to hand in. */
  readonly ready: boolean;
  readonly asked: boolean;
  /** Null while it is measured. */
  readonly outcome: Outcome | null;
  readonly onAsk: () => void;
}

/** A question to answer before it is measured: the measurement stays hidden until then. */
export function Prediction(props: PredictionProps) {
  const { scene, question, children, ready, asked, outcome, onAsk } = props;
  const id = useId();
  const { give } = useAnswers();
  const right = asked && outcome ? outcome.right : null;
  useEffect(() => {
    if (right !== null) give(scene, right);
  }, [scene, right, give]);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    onAsk();
  };
  return (
    <form className="prediction" aria-labelledby={id} onSubmit={onSubmit} data-scene={scene}>
      <h3>Predict</h3>
      <p id={id}>{question}</p>
      {children}
      <div className="buttons">
        <button type="submit" className="primary" disabled={!ready || asked}>
          Measure
        </button>
      </div>
      <div role="status" data-right={right ?? undefined}>
        {asked && !outcome && <p className="muted">Measuring…</p>}
        {asked && outcome && (
          <p>
            <strong className={outcome.right ? "verdict-right" : "verdict-wrong"}>
              {outcome.right ? "As you predicted." : "Not as you predicted."}
            </strong>{" "}
            {outcome.words}
          </p>
        )}
      </div>
    </form>
  );
}
