export { type FineTuneData, type FineTuneSettings, fineTunedAccuracy } from "./mnist/fine-tuned.js";
export { type LabelDiversity, labelDiversity, predictions } from "./mnist/measures.js";
export { type MnistModelName, mnistLosses, mnistModel, mnistModelNames, mnistModelTitles } from "./mnist/models.js";
export { againstLabels, labelScores } from "./mnist/scores.js";
