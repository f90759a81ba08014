export { checkpointedFit, Interrupted, type RunHooks } from "@crosstilt/train";
