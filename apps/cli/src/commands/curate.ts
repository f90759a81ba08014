import { curate, disposeModel, type Suspect } from "@crosstilt/project";
import { Command } from "commander";
import { integerAtLeast } from "../integer.js";
import { print } from "../output.js";
import { addPairsFlags, type PairsFlags, pairsSource } from "../pairs-flags.js";
import { addRunFlags, type RunFlags, startRun } from "../project-flags.js";

/** `crosstilt curate RUN`: pairs that surprise the model. */
export function curateCommand(): Command {
  const command = new Command("curate")
    .description("List pairs whose sides may not belong together, those that surprise the model most first.")
    .option("--top <integer>", "how many", integerAtLeast(1), 20);
  return addRunFlags(addPairsFlags(command, "test")).action(
    async (folder: string, flags: RunFlags & PairsFlags & { readonly top: number }) => {
      const run = await startRun(folder, flags);
      try {
        const { top, limit } = flags;
        const result = await curate(run, { pairs: pairsSource(flags), limit, top });
        print(flags.json, result, [`${result.count} pairs; the most surprising:`, ...result.suspects.map(line)]);
      } finally {
        disposeModel(run);
      }
    },
  );
}

const line = ({ key, surprise, logRatio: { vGivenU, uGivenV } }: Suspect): string =>
  `${key}  surprise ${surprise.toFixed(2)} nats (log ratio of v given u ${vGivenU.toFixed(2)}, of u given v ${uGivenV.toFixed(2)})`;
