import { join } from "node:path";
import { writeFileAtomic } from "@crosstilt/formats/node";
import {
  disposeModel,
  type EvaluateOptions,
  type Evaluation,
  evaluatePairs,
  type Run,
  readRunPairs,
  runFiles,
  type SourcedPairs,
  writeReport,
} from "@crosstilt/project";
import { Command, InvalidArgumentError } from "commander";
import { reasonOf } from "../failure.js";
import { integerAtLeast } from "../integer.js";
import { note, print } from "../output.js";
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
        await keep(run, pairs, evaluation).catch((error) => note(`not kept in the run: ${reasonOf(error)}`));
      }
      print(flags.json, evaluation, lines(evaluation));
    } finally {
      disposeModel(run);
    }
  });
}

/** Replaces the evaluation and the report in the run's folder, which may be read-only. */
async function keep(run: Run, pairs: SourcedPairs, evaluation: Evaluation): Promise<void> {
  await writeFileAtomic(join(run.folder, runFiles.evaluation), `${JSON.stringify(evaluation, null, 2)}\n`);
  await writeReport(run, { pairs, part: "test", evaluation });
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
    return `${metrics[name]!.toFixed(3)}${around}`.padEnd(30);
  };
  const names = Object.keys(uToV.metrics);
  return [
    `${count} pairs (${pairs}), loss ${loss.toFixed(4)}`,
    `${"".padEnd(22)}${`u to v, among ${uToV.gallery}`.padEnd(30)}v to u, among ${vToU.gallery}`,
    ...names.map((name) => `${name.padEnd(22)}${cell(uToV, name)}${cell(vToU, name).trimEnd()}`),
    ...baselineLines(evaluation),
    `${"calibration error".padEnd(22)}${calibrationOf(uToV).padEnd(30)}${calibrationOf(vToU)}`,
    ...guarantees(evaluation),
    `alignment ${alignment.toFixed(3)}; uniformity ${embeddings.u.uniformity.toFixed(3)} of u and ` +
      `${embeddings.v.uniformity.toFixed(3)} of v; effective rank ${embeddings.u.effectiveRank.toFixed(1)} and ` +
      `${embeddings.v.effectiveRank.toFixed(1)} of ${embeddings.u.dimension}`,
    ...warnings.map((warning) => `warning: ${warning}`),
  ];
}

/** Recall of chance and of the closed-form linear model, beside which that of the model stands. */
const baselineLines = ({ baselines: { chance, linear } }: Evaluation): string[] =>
  [
    { name: "linear maps", of: linear },
    { name: "chance", of: chance },
  ].flatMap(({ name, of }) =>
    of
      ? [
          `${`recall@1, ${name}`.padEnd(22)}${of.uToV["recall@1"]!.toFixed(3).padEnd(30)}${of.vToU["recall@1"]!.toFixed(3)}`,
        ]
      : [],
  );

const calibrationOf = ({ calibration }: Evaluation["uToV"]) =>
  calibration?.expectedCalibrationError.toFixed(4) ?? "no probabilities";

/** Lines of what is promised by sets and by the probability of no partner; none where no pairs calibrated them. */
function guarantees({ uToV, vToU }: Evaluation): string[] {
  const line = (name: string, cells: readonly (string | undefined)[]) =>
    cells.some((cell) => cell !== undefined)
      ? [`${name.padEnd(22)}${(cells[0] ?? "none").padEnd(30)}${cells[1] ?? "none"}`]
      : [];
  const setOf = ({ sets }: Evaluation["uToV"]) =>
    sets ? `${(100 * sets.coverage).toFixed(1)} % in ${sets.meanSize.toFixed(1)} entries` : undefined;
  return [
    ...line("sets of 90 % hold", [setOf(uToV), setOf(vToU)]),
    ...line("no-partner AUROC", [uToV.noPartner?.auroc.toFixed(3), vToU.noPartner?.auroc.toFixed(3)]),
  ];
}
