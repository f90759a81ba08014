import { wrap } from "comlink";
import { type Trainer, type Training, useTrainingBy } from "../engine/use-training.js";
import type { OceanSettings } from "./settings.js";
import type { EncoderJob, EncoderReport } from "./train-encoder.js";
import type { EncoderTraining } from "./training.worker.js";

let trainer: Trainer<EncoderJob, EncoderReport> | null = null;

/** The worker that trains; started when first asked for. */
function startTrainer(): Trainer<EncoderJob, EncoderReport> {
  trainer ??= wrap<EncoderTraining>(new Worker(new URL("./training.worker.ts", import.meta.url), { type: "module" }));
  return trainer;
}

/** Training of the physics-informed encoder on paths observed as the settings say. */
export const useEncoderTraining = ({ seed, part, noise }: OceanSettings): Training<EncoderReport> =>
  useTrainingBy(startTrainer, { seed, part, noise });
