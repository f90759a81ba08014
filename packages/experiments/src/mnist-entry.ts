export {
  accuracy,
  type LabelDiversity,
  labelDiversity,
  labelProbabilities,
  predictions,
} from "./mnist/measures.js";
export { type MnistModelName, mnistLosses, mnistModel, mnistModelNames, mnistModelTitles } from "./mnist/models.js";
export { type LabelScores, labelScores } from "./mnist/scores.js";
