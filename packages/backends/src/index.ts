export {
  type BackendOptions,
  type BackendReport,
  tensorVersion,
  useBackend,
  useBestBackend,
} from "./choose.js";
export { type BackendName, backendNames } from "./names.js";
