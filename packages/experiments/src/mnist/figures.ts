import type { ExperimentFigure } from "../experiment.js";
import type { MnistResult } from "./result.js";

/** Figures 11 and 12, the confusion matrices and the loss curves. */
export async function mnistFigures(_result: MnistResult, _dataFolder?: string): Promise<ExperimentFigure[]> {
  return [];
}
