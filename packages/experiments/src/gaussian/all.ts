import type { Experiment } from "../experiment.js";
import { runProcess } from "../gaussian-process/experiments.js";
import { runPlane } from "./experiments.js";

/** Figs 1–10 in one run. */
export const gaussianExperiment: Experiment = {
  name: "gaussian",
  title: "Gaussian theory: figs 1 to 10",
  trains: true,
  run: async (context) => {
    const parts = [runPlane(), await runProcess(context)];
    const [plane, process] = parts.map(({ summary }) => summary);
    const [planeResult, processResult] = parts.map(({ result }) => result);
    return {
      summary: { plane: plane!, process: process! },
      result: { plane: planeResult!, process: processResult! },
      figures: parts.flatMap(({ figures }) => figures),
      lines: parts.flatMap(({ lines }) => lines),
    };
  },
};
