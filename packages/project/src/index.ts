export {
  type DataConfig,
  type PartConfig,
  type ProjectConfig,
  resolveConfig,
  type SideConfig,
  type TrainingConfig,
} from "./config.js";
export {
  absoluteConfig,
  absolutePlugins,
  type ConfigText,
  formatConfig,
  parseConfig,
  readConfigFile,
  relativeConfig,
} from "./config-file.js";
export {
  configSchema,
  dataOptions,
  optionalTrainingOptions,
  partOptions,
  splitOptions,
  trainingOptions,
} from "./config-schema.js";
export { jsonSchema } from "./json-schema.js";
