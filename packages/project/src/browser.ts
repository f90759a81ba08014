export { samplesLike } from "@crosstilt/dataset-files";
export { embedPairs, embedSamples, scoresBetween } from "./run/embed.js";
export {
  type DataMetadata,
  disposeModel,
  type ModelDescription,
  parseDescription,
  restoreModel,
  type TrainedModel,
} from "./run/trained-model.js";
export { type TrainingPairs, type TrainOnConfig, type TrainOnHooks, trainOn } from "./training/train-on.js";
