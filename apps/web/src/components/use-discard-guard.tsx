import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import type { TrainingStatus } from "../engine/use-training.js";

/** Settings that decide a run, and the run that their change would end. */
interface Guarded<S> {
  readonly settings: S;
  readonly change: (patch: Partial<S>) => void;
  /** Names of the settings that the run depends on. */
  readonly decisive: readonly (keyof S)[];
  readonly status: TrainingStatus;
}

/** A change that asks before it discards a run, and the question. */
export function useDiscardGuard<S extends object>({
  settings,
  change,
  decisive,
  status,
}: Guarded<S>): {
  readonly change: (patch: Partial<S>) => void;
  readonly question: ReactNode;
} {
  const [waiting, setWaiting] = useState<Partial<S> | null>(null);
  const latest = useRef({ settings, status });
  latest.current = { settings, status };
  const guarded = useCallback(
    (patch: Partial<S>) => {
      const { settings: now, status: run } = latest.current;
      const ends = decisive.some((name) => name in patch && patch[name] !== now[name]);
      if (ends && run !== "idle" && run !== "failed") setWaiting(patch);
      else change(patch);
    },
    [change, decisive],
  );
  const answer = (discard: boolean) => {
    if (discard && waiting) change(waiting);
    setWaiting(null);
  };
  return { change: guarded, question: waiting && <Question done={status === "done"} onAnswer={answer} /> };
}

function Question({ done, onAnswer }: { done: boolean; onAnswer: (discard: boolean) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog ref={dialog} className="card" aria-labelledby="discard-title" onCancel={() => onAnswer(false)}>
      <h2 id="discard-title">{done ? "Put the finished run away?" : "End the run?"}</h2>
      <p>
        {done
          ? "With other settings the page begins anew, and what this run reached is no longer shown."
          : "A training is under way, and other settings mean another training."}
      </p>
      <div className="buttons">
        <button type="button" className="primary" onClick={() => onAnswer(false)}>
          Keep it
        </button>
        <button type="button" onClick={() => onAnswer(true)}>
          {done ? "Begin anew" : "End it"}
        </button>
      </div>
    </dialog>
  );
}
