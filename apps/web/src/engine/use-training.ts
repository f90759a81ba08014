import { proxy } from "comlink";
import { useCallback, useEffect, useRef, useState } from "react";
import { startEngine } from "./client.js";
import type { LinearJob, LinearReport } from "./linear-training.js";

/** What a training is doing. */
export type TrainingStatus = "idle" | "starting" | "running" | "paused" | "done" | "failed";

/** A training and its controls. */
export interface Training<Report = LinearReport> {
  readonly status: TrainingStatus;
  readonly reports: readonly Report[];
  readonly failure: string;
  start(): void;
  pause(): void;
  resume(): void;
  reset(): void;
}

/** The part of a worker that trains. */
export interface Trainer<Job, Report> {
  train(job: Job, report: (report: Report) => unknown): Promise<void>;
  hold(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Trains linear encoders in the engine; another job, or leaving the page, ends the run. */
export const useTraining = (job: LinearJob): Training => useTrainingBy<LinearJob, LinearReport>(startEngine, job);

/** Trains a job in the worker that `start` starts; another job, or leaving the page, ends the run. */
export function useTrainingBy<Job, Report>(startTrainer: () => Trainer<Job, Report>, job: Job): Training<Report> {
  const fresh = { status: "idle" as TrainingStatus, reports: [] as readonly Report[], failure: "" };
  const [state, setState] = useState(fresh);
  const run = useRef(0);
  const started = useRef(false);
  const key = JSON.stringify(job);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is fresh never changes
  const reset = useCallback(() => {
    run.current += 1;
    setState(fresh);
  }, []);
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
    const report = proxy((next: Report) =>
      patch(number, ({ status, reports }) => ({
        status: status === "starting" ? "running" : status,
        reports: [...reports, next],
      })),
    );
    startTrainer()
      .train(job, report)
      .then(() => patch(number, () => ({ status: "done" })))
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
