import { useEffect, useRef } from "react";
import { appBase } from "../engine/app-base.js";
import { startEngine } from "../engine/client.js";
import type { MnistJob, MnistReport } from "../engine/mnist/training.js";
import { type Training, useTraining } from "../engine/use-training.js";

/** The training of the three models. Leaving the page brings back those that came with the app, which other pages speak of. */
export function useMnistTraining(settings: Omit<MnistJob, "base">): Training<MnistReport> {
  const training = useTraining(
    { base: appBase(), ...settings },
    (job: MnistJob, report: (report: MnistReport) => void) => startEngine().trainMnist(job, report),
  );
  const started = useRef(false);
  started.current ||= training.status !== "idle";
  useEffect(
    () => () => {
      if (started.current) void startEngine().placeShipped();
    },
    [],
  );
  return training;
}
