export { experiments, findExperiment } from "./catalogue.js";
export { Interrupted } from "./checkpointed-fit.js";
export type { Experiment, ExperimentContext, ExperimentFigure, ExperimentOutput, Progress } from "./experiment.js";
export { type MnistModelName, mnistModelNames, mnistModelTitles } from "./mnist/models.js";
export type { MnistModelResult, MnistResult } from "./mnist/result.js";
export { runMnist } from "./mnist/run.js";
export { type MnistSettings, mnistSettings } from "./mnist/settings.js";
export type { MnistRunOptions } from "./mnist/setup.js";
export { parseScale, type Scale, scales } from "./scale.js";
