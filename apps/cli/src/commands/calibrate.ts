import { calibrate, disposeModel } from "@crosstilt/project";
import { Command } from "commander";
import { print } from "../output.js";
import { addPairsFlags, type PairsFlags, pairsSource } from "../pairs-flags.js";
import { addRunFlags, type RunFlags, startRun } from "../project-flags.js";

/** `crosstilt calibrate RUN`: temperature and sets of a given coverage, by held-out pairs. */
export function calibrateCommand(): Command {
  const command = new Command("calibrate").description(
    "Fit the temperature of a model's probabilities, and what sets of a given coverage need, on pairs it was not trained on.",
  );
  return addRunFlags(addPairsFlags(command, "validation")).action(
    async (folder: string, flags: RunFlags & PairsFlags) => {
      const run = await startRun(folder, flags);
      try {
        const result = await calibrate(run, { pairs: pairsSource(flags), limit: flags.limit });
        const { pairs, temperature } = result;
        const words =
          temperature === null
            ? "scores are density ratios, which need none"
            : `temperature ${temperature.toPrecision(4)}`;
        print(flags.json, result, [`calibrated on ${pairs} pairs: ${words}`]);
      } finally {
        disposeModel(run);
      }
    },
  );
}
