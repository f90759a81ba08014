export { samplesLike } from "@crosstilt/dataset-files";
export { embedPairs, embedSamples, scoresBetween } from "./embed.js";
export {
  type DataMetadata,
  disposeModel,
  type ModelDescription,
  parseDescription,
  restoreModel,
  type TrainedModel,
} from "./trained-model.js";
