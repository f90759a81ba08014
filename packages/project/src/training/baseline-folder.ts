import { join } from "node:path";
import { runFiles } from "../run/run-folder.js";

/** Where a run keeps the linear model that it is compared with. */
export const baselineFolder = (run: string): string => join(run, runFiles.candidates, "linear");
