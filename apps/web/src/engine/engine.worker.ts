import { expose } from "comlink";
import { setPlugins } from "./catalogue.js";
import { createControl } from "./control.js";
import { exampleOf } from "./files/examples.js";
import { loadFiles } from "./files/load.js";
import { exportHeads, type HeadsJob, type HeadsReport, trainHeads } from "./files/train.js";
import { type LinearJob, type LinearReport, trainLinear } from "./linear-training.js";
import { lossCurve } from "./loss-curve.js";
import { metricField } from "./metric-field.js";
import { classifyDigit, drawForLabel, neighboursOf, testAccuracy, testImages } from "./mnist/mnist.js";
import { placeShipped } from "./mnist/models.js";
import { type MnistJob, type MnistReport, trainMnist } from "./mnist/training.js";

const control = createControl();

/** What the pages can ask of the worker. */
const engine = {
  setPlugins,
  lossCurve,
  metricField,
  train: (job: LinearJob, report: (report: LinearReport) => unknown): Promise<void> =>
    trainLinear(job, { signal: control.begin(), pause: control.pause, report }),
  trainMnist: (job: MnistJob, report: (report: MnistReport) => unknown): Promise<void> =>
    trainMnist(job, { signal: control.begin(), pause: control.pause, report }),
  ...{ classifyDigit, drawForLabel, neighboursOf, testAccuracy, testImages, placeShipped },
  trainHeads: (job: HeadsJob, report: (report: HeadsReport) => unknown) =>
    trainHeads(job, { signal: control.begin(), pause: control.pause, report }),
  ...{ exampleOf, exportHeads, loadFiles },
  hold: control.hold,
  resume: control.resume,
  stop: control.stop,
};

/** The worker as seen by `wrap`. */
export type Engine = typeof engine;

expose(engine);
