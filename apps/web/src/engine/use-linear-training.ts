import type { LinearJob, LinearReport } from "@crosstilt/labs/training";
import { startEngine } from "./client.js";
import { type Training, useTraining } from "./use-training.js";

/** A training of linear encoders. */
export type LinearTraining = Training<LinearReport>;

/** Trains linear encoders in the worker. */
export const useLinearTraining = (job: LinearJob): LinearTraining =>
  useTraining(job, (given: LinearJob, report: (report: LinearReport) => void) => startEngine().train(given, report));
