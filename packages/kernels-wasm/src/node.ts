export { type ChooseBinaryOptions, type ChosenBinary, chooseBinary } from "./choose-binary.js";
export { createKernelPool, type KernelPoolOptions } from "./pool.js";
export { enableRelaxedSimd } from "./relaxed.js";
export { testedEngines } from "./tested-engines.js";
export { tryEngine } from "./trial.js";
