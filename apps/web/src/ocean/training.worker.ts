import { type EncoderJob, type EncoderReport, trainEncoder } from "@crosstilt/labs/ocean/training";
import { expose } from "comlink";
import { ready } from "../engine/backend.js";
import { createControl } from "../engine/control.js";

const control = createControl();

/** Training of the encoder, apart from the worker that answers while it runs. */
const training = {
  async train(job: EncoderJob, report: (report: EncoderReport) => unknown): Promise<void> {
    const signal = control.begin();
    await ready();
    await trainEncoder(job, { signal, pause: control.pause, report });
  },
  hold: control.hold,
  resume: control.resume,
  stop: control.stop,
};

/** The worker as seen by `wrap`. */
export type EncoderTraining = typeof training;

expose(training);
