import { proxy } from "comlink";
import { useCallback, useEffect, useRef, useState } from "react";
import { appended } from "./appended.js";
import { startEngine } from "./client.js";

/** What a training is doing. */
export type TrainingStatus = "idle" | "starting" | "running" | "paused" | "done" | "failed";

/** Where a training stands. */
export interface Progress {
  readonly step: number;
  readonly totalSteps: number;
}

/** A training and its controls. */
export interface Training<R extends Progress> {
  readonly status: TrainingStatus;
  readonly reports: readonly R[];
  readonly failure: string;
  start(): void;
  pause(): void;
  resume(): void;
  reset(): void;
}

/** Runs a job in the worker until it is done. */
type Run<J, R> = (job: J, report: (report: R) => void) => Promise<unknown>;

/** The part of a worker that holds, resumes and stops what it trains. */
export interface Trainer {
  hold(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** A run that ended before its last step was stopped from elsewhere: the worker trains one thing at a time. */
const endOf = (last: Progress | undefined): { readonly status: TrainingStatus; readonly failure?: string } =>
  last && last.step >= last.totalSteps
    ? { status: "done" }
    : { status: "failed", failure: "Another training took its place. Start this one again." };

/** Trains a job in a worker, by default the engine; another job, or leaving the page, ends the run. */
export function useTraining<J, R extends Progress>(
  job: J,
  train: Run<J, R>,
  startTrainer: () => Trainer = startEngine,
): Training<R> {
  const [fresh] = useState({ status: "idle" as TrainingStatus, reports: [] as readonly R[], failure: "" });
  const [state, setState] = useState(fresh);
  const run = useRef(0);
  const started = useRef(false);
  const key = JSON.stringify(job);
  const reset = useCallback(() => {
    run.current += 1;
    // The same object, so that a page whose training rests is not drawn twice when its job changes.
    setState(fresh);
  }, [fresh]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the job is what ends the run
  useEffect(() => {
    reset();
    return () => {
      if (started.current) void startTrainer().stop();
    };
  }, [key, reset]);

  const patch = (number: number, change: (before: typeof fresh) => Partial<typeof fresh>) =>
    setState((before) => (run.current === number ? { ...before, ...change(before) } : before));
  const start = () => {
    const number = ++run.current;
    started.current = true;
    setState({ ...fresh, status: "starting" });
    const report = proxy((next: R) =>
      patch(number, ({ status, reports }) => ({
        status: status === "starting" ? "running" : status,
        reports: appended(reports, next),
      })),
    );
    train(job, report)
      .then(() => patch(number, ({ reports }) => endOf(reports.at(-1))))
      .catch((error: Error) => patch(number, () => ({ status: "failed", failure: error.message })));
  };
  const pause = () => {
    void startTrainer().hold();
    patch(run.current, () => ({ status: "paused" }));
  };
  const resume = () => {
    void startTrainer().resume();
    patch(run.current, () => ({ status: "running" }));
  };
  const stop = () => {
    void startTrainer().stop();
    reset();
  };
  return { ...state, start, pause, resume, reset: stop };
}
