export {
  type BackendName,
  type BackendOptions,
  type BackendReport,
  backendNames,
  tensorVersion,
  useBackend,
  useBestBackend,
} from "./choose.js";
