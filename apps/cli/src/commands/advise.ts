import { type Advice, type AdviceRow, advise, foldMoments, type Purpose, purposes } from "@crosstilt/gaussian";
import { Command, Option } from "commander";
import { integerAtLeast } from "../integer.js";
import { type LawOptions, readLaw, withLawOptions } from "../law-options.js";
import { shortNumber } from "../matrix-text.js";
import { print } from "../output.js";

interface AdviseOptions extends LawOptions {
  readonly purpose: Purpose;
  readonly folds: number;
  readonly json?: boolean;
}

/** `crosstilt advise`: which loss, metric and rank serve a purpose, with the predicted error of each. */
export function adviseCommand(): Command {
  const command = new Command("advise").description(
    "Say which loss, metric and rank serve a purpose, with the predicted error of each combination and the reason.",
  );
  return withLawOptions(command)
    .addOption(new Option("--purpose <purpose>", "what the model is for").choices(purposes).makeOptionMandatory())
    .option("--folds <integer>", "with --samples: parts, each left out once to predict errors", integerAtLeast(2), 5)
    .option("--json", "print one JSON object on stdout")
    .addHelpText("after", "\nExample:\n  crosstilt advise --samples u.npy v.npy --purpose sample-u-given-v")
    .action(async (options: AdviseOptions) => {
      const advice = await adviceOn(command, options);
      print(options.json, advice, describe(advice));
    });
}

async function adviceOn(command: Command, options: AdviseOptions): Promise<Advice> {
  const { purpose, folds: count, ridge } = options;
  const input = await readLaw(command, options);
  if ("spec" in input) return advise({ ...input.spec, purpose });
  return advise({ folds: await foldMoments(input.batches, { folds: count }), ridge, purpose });
}

function describe({ purpose, measure, baseline, recommended, table, sigma }: Advice): string[] {
  const best = table.filter((row, i) => table.findIndex((other) => combination(other) === combination(row)) === i);
  return [
    `For ${purpose}: ${combination(recommended)}, rank ${recommended.rank}.`,
    recommended.reason,
    "",
    `canonical correlations: ${sigma.map(shortNumber).join("  ")}`,
    `predicted error: ${measure}`,
    `without any model: ${shortNumber(baseline)}`,
    "",
    "Each combination at its best rank (--json has every rank):",
    ...best.map((row) => {
      const error = shortNumber(row.error).padStart(12);
      return `${error}  ${combination(row)}, rank ${row.rank}: ${row.reason}`;
    }),
  ];
}

const combination = ({ metric, loss, lambdaU, lambdaV }: AdviceRow): string =>
  loss === "joint" ? `${metric}, joint loss` : `${metric}, conditional loss (${lambdaU}, ${lambdaV})`;
