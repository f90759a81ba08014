export { follow, type Hooks, heedSteps, type StepHooks } from "./follow.js";
export { type LinearJob, type LinearReport, trainLinear } from "./linear-training.js";
