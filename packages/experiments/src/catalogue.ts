import { refusal, suggest } from "@crosstilt/core";
import type { Experiment } from "./experiment.js";
import { gaussianExperiment } from "./gaussian/all.js";
import { planeExperiments } from "./gaussian/experiments.js";
import { processExperiments } from "./gaussian-process/experiments.js";
import { mnistExperiments } from "./mnist/experiments.js";
import { modalitiesExperiment } from "./modalities/experiments.js";
import { oceanExperiments } from "./ocean/experiments.js";

/** Every experiment. */
export const experiments: readonly Experiment[] = [
  gaussianExperiment,
  ...planeExperiments,
  ...processExperiments,
  ...mnistExperiments,
  ...oceanExperiments,
  modalitiesExperiment,
];

/** The experiment of that name, or an error with the nearest names. */
export function findExperiment(name: string): Experiment {
  const found = experiments.find((experiment) => experiment.name === name);
  if (found) return found;
  const names = experiments.map((experiment) => experiment.name);
  throw refusal({
    argument: "experiment",
    expected: "the name of one",
    received: `"${name}"`,
    remedy: suggest(name, names),
  });
}
