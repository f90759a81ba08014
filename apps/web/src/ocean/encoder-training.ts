import type { EncoderJob, EncoderReport } from "@crosstilt/labs/ocean/training";
import { type Remote, wrap } from "comlink";
import { type Training, useTraining } from "../engine/use-training.js";
import { watched } from "../engine/worker-failure.js";
import type { OceanSettings } from "./settings.js";
import type { EncoderTraining } from "./training.worker.js";

let trainer: Remote<EncoderTraining> | null = null;

/** The worker that trains; started when first asked for. */
function startTrainer(): Remote<EncoderTraining> {
  trainer ??= wrap<EncoderTraining>(
    watched(new Worker(new URL("./training.worker.ts", import.meta.url), { type: "module" })),
  );
  return trainer;
}

/** Training of the physics-informed encoder on paths observed as the settings say. */
export const useEncoderTraining = ({ seed, part, noise }: OceanSettings): Training<EncoderReport> =>
  useTraining(
    { seed, part, noise },
    (job: EncoderJob, report: (report: EncoderReport) => void) => startTrainer().train(job, report),
    startTrainer,
  );
