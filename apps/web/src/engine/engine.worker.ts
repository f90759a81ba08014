import { type LossCurveJob, lossCurve, type MetricFieldJob, metricField } from "@crosstilt/labs/catalogue";
import { type LinearJob, type LinearReport, trainLinear } from "@crosstilt/labs/training";
import { expose } from "comlink";
import { ready, trainOn } from "./backend.js";
import { catalogue, setPlugins } from "./catalogue.js";
import { createControl } from "./control.js";
import {
  aboutQueries,
  askOwn,
  exampleOf,
  exportHeads,
  type HeadsJob,
  type HeadsReport,
  openModel,
  restoreHeads,
  trainHeads,
} from "./files/heads.js";
import { loadFiles } from "./files/load.js";
import { fineTuneDigits } from "./mnist/fine-tuning.js";
import { classifyDigit, drawForLabel, neighboursOf, testAccuracy, testImages } from "./mnist/mnist.js";
import { placeShipped } from "./mnist/models.js";
import { type MnistJob, type MnistReport, trainMnist } from "./mnist/training.js";

const control = createControl();

/** What the pages can ask of the worker. */
const engine = {
  setPlugins,
  async lossCurve(job: LossCurveJob) {
    await ready();
    return lossCurve(job, await catalogue());
  },
  async metricField(job: MetricFieldJob) {
    await ready();
    return metricField(job, await catalogue());
  },
  train(job: LinearJob, report: (report: LinearReport) => unknown): Promise<void> {
    const hooks = { signal: control.begin(), pause: control.pause, report };
    return trainOn("wasm", async () => trainLinear(job, await catalogue(), hooks));
  },
  trainMnist: (job: MnistJob, report: (report: MnistReport) => unknown): Promise<void> =>
    trainMnist(job, { signal: control.begin(), pause: control.pause, report }),
  classifyDigit,
  drawForLabel,
  neighboursOf,
  testAccuracy,
  testImages,
  placeShipped,
  fineTuneDigits,
  trainHeads: (job: HeadsJob, report: (report: HeadsReport) => unknown) =>
    trainHeads(job, { signal: control.begin(), pause: control.pause, report }),
  exampleOf,
  aboutQueries,
  askOwn,
  exportHeads,
  loadFiles,
  openModel,
  restoreHeads,
  hold: control.hold,
  resume: control.resume,
  stop: control.stop,
};

/** The worker as seen by `wrap`. */
export type Engine = typeof engine;

expose(engine);
