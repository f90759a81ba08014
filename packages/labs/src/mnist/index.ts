export { digitModel, digitScores } from "./digit-model.js";
export { type Neighbour, nearestRows } from "./neighbours.js";
export { type MnistHooks, type MnistStep, type MnistTraining, trainDigits } from "./train.js";
export { type WeightProfile, weightProfile } from "./weight-profile.js";
