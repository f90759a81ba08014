export { hardNegatives } from "./hard-negatives.js";
