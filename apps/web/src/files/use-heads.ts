import { useEntries } from "../catalogue/plugins.js";
import { startEngine } from "../engine/client.js";
import type { HeadsJob, HeadsReport } from "../engine/files/heads.js";
import { type Training, useTraining } from "../engine/use-training.js";
import type { FilesSettings } from "./settings.js";

/** The training of two encoders of one kind on the files that were read; other files end it. */
export function useHeads(settings: FilesSettings, files: string): Training<HeadsReport> {
  const { encoder, dimension, metric, loss, epochs, batch, rate, seed, compute } = settings;
  const sized = useEntries("encoder").some(({ name, options }) => name === encoder && "dimension" in options);
  const learned = useEntries("metric").some(({ name, options }) => name === metric && "temperature" in options);
  const side = { name: encoder, ...(sized ? { dimension } : {}) };
  const job: HeadsJob = {
    encoders: { u: side, v: side },
    metric: { name: metric, ...(learned ? { temperature: "learned", initialTemperature: 0.5 } : {}) },
    loss: { name: loss },
    epochs,
    batchSize: batch,
    learningRate: Number((10 ** rate).toPrecision(2)),
    seed,
    compute,
  };
  return useTraining({ job, files }, (given, report: (report: HeadsReport) => void) =>
    startEngine().trainHeads(given.job, report),
  );
}
