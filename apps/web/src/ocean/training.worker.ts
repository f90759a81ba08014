import { expose } from "comlink";
import { createControl } from "../engine/control.js";
import { type EncoderJob, type EncoderReport, trainEncoder } from "./train-encoder.js";

const control = createControl();

/** Training of the encoder, apart from the worker that answers while it runs. */
const training = {
  train: (job: EncoderJob, report: (report: EncoderReport) => unknown): Promise<void> =>
    trainEncoder(job, { signal: control.begin(), pause: control.pause, report }),
  hold: control.hold,
  resume: control.resume,
  stop: control.stop,
};

/** The worker as seen by `wrap`. */
export type EncoderTraining = typeof training;

expose(training);
