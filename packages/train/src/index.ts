export { adam, adamW } from "./adam.js";
export { averaged } from "./averaged.js";
export { type EpochResult, isBest, type PatienceOptions, watchPatience } from "./best-epoch.js";
export { embedInChunks } from "./cached-gradients.js";
export { checkpointed, checkpointedFit, Interrupted, type RunHooks } from "./checkpointed-fit.js";
export { type Choice, optimizers, schedules } from "./choices.js";
export { type EarlyStopOptions, earlyStop } from "./early-stop.js";
export {
  centreOf,
  type EmbeddedSamples,
  type EmbedHooks,
  embedPairs,
  embedSamples,
  embedSide,
  type WeightedModel,
} from "./embed.js";
export {
  type FineTuneOptions,
  fineTune,
  headLogits,
  type LabelHead,
  type LabelledEmbeddings,
  startFineTune,
} from "./fine-tune.js";
export { evaluateOn, type FitEvent, type FitOptions, type FitStep, fit, pairObjective, startFit } from "./fit.js";
export {
  batchesPerEpoch,
  type Differentiated,
  type EpochEvent,
  type MinimizeOptions,
  minimize,
  type Objective,
  type StepEvent,
} from "./minimize.js";
export { type BimodalModel, type BimodalSpec, bimodal, initialise, type Side } from "./model.js";
export {
  type Fusion,
  fusions,
  type MultimodalModel,
  type MultimodalSpec,
  multimodal,
  oneVsRest,
  type Tuple,
  tupleObjective,
} from "./multimodal.js";
export type { Optimizer, OptimizerState, OptimizerStep, UpdateContext } from "./optimizer.js";
export { constant, cosineDecay, linearDecay, type Schedule } from "./schedule.js";
export { sgd } from "./sgd.js";
export { decodeState, decodeTensors, encodeState, encodeTensors, type Progress, tensorsOf } from "./state-format.js";
export { sumModel } from "./sum-model.js";
export {
  CALIBRATED,
  type Model,
  type ModelParts,
  modelOf,
  scaled,
  scaledScores,
  type TrainOptions,
  type TrainSpec,
  train,
} from "./train.js";
export { disposeState, startTraining, type TrainingState, weightsOf } from "./training-state.js";
export { validationLoss } from "./validation-loss.js";
