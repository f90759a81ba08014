import { expose } from "comlink";
import { setPlugins } from "./catalogue.js";
import { createControl } from "./control.js";
import { type LinearJob, type LinearReport, trainLinear } from "./linear-training.js";
import { lossCurve } from "./loss-curve.js";
import { metricField } from "./metric-field.js";

const control = createControl();

/** What the pages can ask of the worker. */
const engine = {
  setPlugins,
  lossCurve,
  metricField,
  train: (job: LinearJob, report: (report: LinearReport) => unknown): Promise<void> =>
    trainLinear(job, { signal: control.begin(), pause: control.pause, report }),
  hold: control.hold,
  resume: control.resume,
  stop: control.stop,
};

/** The worker as seen by `wrap`. */
export type Engine = typeof engine;

expose(engine);
