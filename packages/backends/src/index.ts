export {
  type BackendName,
  type BackendReport,
  backendNames,
  tensorVersion,
  useBackend,
  useBestBackend,
} from "./choose.js";
