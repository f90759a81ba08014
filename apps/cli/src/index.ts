/** The library in one import: arrays become pairs, pairs a trained model, a model answers. Everything else is a package of its own. */
export { useBackend, useBestBackend } from "@crosstilt/backends";
export { createCatalogue } from "@crosstilt/catalogue";
export {
  arrayPairs,
  createGenerator,
  defineEncoder,
  defineKernel,
  defineLoss,
  defineMetric,
  denseScores,
  distribution,
  factoredScores,
  type Pairs,
  queryRanks,
  readScores,
  type Scores,
  sample,
  topK,
  withGroups,
  withNegatives,
} from "@crosstilt/core";
export * from "@crosstilt/encoders";
export { calibration, evaluate, evaluateRetrieval, fitTemperature } from "@crosstilt/evaluation";
export { readNpy, writeNpy } from "@crosstilt/formats/node";
export * from "@crosstilt/losses";
export * from "@crosstilt/metrics";
export * as project from "@crosstilt/project";
export { defineConfig, load, save } from "@crosstilt/project";
export { exactIndex, searchProbabilities } from "@crosstilt/search";
export {
  adam,
  adamW,
  bimodal,
  type Model,
  modelOf,
  sgd,
  type TrainOptions,
  type TrainSpec,
  train,
} from "@crosstilt/train";
