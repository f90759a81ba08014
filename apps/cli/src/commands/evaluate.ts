import { join } from "node:path";
import { writeFileAtomic } from "@crosstilt/formats/node";
import {
  disposeModel,
  type EvaluateOptions,
  type Evaluation,
  evaluatePairs,
  readRunPairs,
  runFiles,
  writeReport,
} from "@crosstilt/project";
import { Command, InvalidArgumentError } from "commander";
import { integerAtLeast } from "../integer.js";
import { print } from "../output.js";
import { addPairsFlags, type PairsFlags, pairsSource } from "../pairs-flags.js";
import { addRunFlags, type RunFlags, startRun } from "../project-flags.js";

interface EvaluateFlags extends RunFlags, PairsFlags {
  readonly bootstrap: number;
  readonly bins: number;
  readonly group?: { readonly side: "u" | "v"; readonly column: string };
}

/** `crosstilt evaluate RUN`: retrieval, calibration and collapse on held-out pairs. */
export function evaluateCommand(): Command {
  const command = new Command("evaluate")
    .description("Measure retrieval both ways, calibration and collapse of a run on held-out or other pairs.")
    .option("--bootstrap <integer>", "draws behind the intervals of 95 %; 0 for none", integerAtLeast(0), 1000)
    .option("--bins <integer>", "bins of the reliability curve", integerAtLeast(1), 15)
    .option(
      "--group <side:column>",
      "pairs with equal words there are right for each other, such as u:category",
      parseGroup,
    );
  return addRunFlags(addPairsFlags(command, "test")).action(async (folder: string, flags: EvaluateFlags) => {
    const run = await startRun(folder, flags);
    try {
      const options = optionsOf(flags);
      const pairs = await readRunPairs(run, options.pairs ?? "test", options);
      const evaluation = await evaluatePairs(run, pairs, options);
      if (evaluation.pairs === "test" && flags.limit === undefined && flags.group === undefined) {
        await writeFileAtomic(join(folder, runFiles.evaluation), `${JSON.stringify(evaluation, null, 2)}\n`);
        await writeReport(run, { pairs, part: "test", evaluation });
      }
      print(flags.json, evaluation, lines(evaluation));
    } finally {
      disposeModel(run);
    }
  });
}

const optionsOf = ({ limit, bootstrap, bins, group, ...flags }: EvaluateFlags): EvaluateOptions => ({
  pairs: pairsSource(flags),
  limit,
  bootstrap,
  bins,
  group,
});

function parseGroup(text: string): EvaluateFlags["group"] {
  const [side, ...column] = text.split(":");
  if ((side !== "u" && side !== "v") || column.join(":") === "")
    throw new InvalidArgumentError("expected u:<column> or v:<column>.");
  return { side, column: column.join(":") };
}

function lines(evaluation: Evaluation): string[] {
  const { pairs, count, loss, uToV, vToU, alignment, embeddings, warnings } = evaluation;
  const cell = ({ metrics, intervals }: Evaluation["uToV"], name: string) => {
    const interval = intervals?.[name];
    const around = interval ? ` (${interval.map((value) => value.toFixed(3)).join(" to ")})` : "";
    return `${metrics[name].toFixed(3)}${around}`.padEnd(30);
  };
  const names = Object.keys(uToV.metrics);
  return [
    `${count} pairs (${pairs}), loss ${loss.toFixed(4)}`,
    `${"".padEnd(22)}${`u to v, among ${uToV.gallery}`.padEnd(30)}v to u, among ${vToU.gallery}`,
    ...names.map((name) => `${name.padEnd(22)}${cell(uToV, name)}${cell(vToU, name).trimEnd()}`),
    `${"calibration error".padEnd(22)}${calibrationOf(uToV).padEnd(30)}${calibrationOf(vToU)}`,
    `alignment ${alignment.toFixed(3)}; uniformity ${embeddings.u.uniformity.toFixed(3)} of u and ` +
      `${embeddings.v.uniformity.toFixed(3)} of v; effective rank ${embeddings.u.effectiveRank.toFixed(1)} and ` +
      `${embeddings.v.effectiveRank.toFixed(1)} of ${embeddings.u.dimension}`,
    ...warnings.map((warning) => `warning: ${warning}`),
  ];
}

const calibrationOf = ({ calibration }: Evaluation["uToV"]) =>
  calibration?.expectedCalibrationError.toFixed(4) ?? "no probabilities";
