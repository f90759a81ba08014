import { expose } from "comlink";
import { createControl } from "./control.js";
import { type LinearJob, type LinearReport, trainLinear } from "./linear-training.js";

const control = createControl();

/** What the pages can ask of the worker. */
const engine = {
  train: (job: LinearJob, report: (report: LinearReport) => unknown): Promise<void> =>
    trainLinear(job, { signal: control.begin(), pause: control.pause, report }),
  hold: control.hold,
  resume: control.resume,
  stop: control.stop,
};

/** The worker as seen by `wrap`. */
export type Engine = typeof engine;

expose(engine);
