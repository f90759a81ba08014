import { Command } from "commander";
import { addRunFlags } from "../run-flags.js";
import type { TrainFlags } from "../run-training.js";

/** `crosstilt train CONFIG`: two encoders from a config and its two files. */
export function trainCommand(): Command {
  const command = new Command("train")
    .description("Train on pairs from two files, as a config says; leaves a run with model, metrics and report.")
    .argument("[config]", "file in YAML or TypeScript (see: crosstilt init); with --resume that of the run by default")
    .option("--out <folder>", "folder of the run (default: runs/<name of the config>)")
    .option("--resume", "go on from the checkpoint in the folder")
    .option("--overwrite", "replace the run that is in the folder");
  // What trains is loaded when it is asked to: it takes longer than help should.
  return addRunFlags(command).action(async (path: string | undefined, flags: TrainFlags) =>
    (await import("../run-training.js")).runTraining(path, flags),
  );
}
