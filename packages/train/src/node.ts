export { type Checkpoints, fileCheckpoints } from "./file-checkpoints.js";
