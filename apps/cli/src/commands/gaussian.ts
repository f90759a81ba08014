import { type Analysis, analyse, jointGaussian, type LossName, type Metric, optimum } from "@crosstilt/gaussian";
import { Command, Option } from "commander";
import { integerAtLeast } from "../integer.js";
import { type LawOptions, lawOf, readLaw, withLawOptions } from "../law-options.js";
import { matrixLines, shortNumber } from "../matrix-text.js";
import { type ModalitiesFlags, parseBlocks, reportOnModalities } from "../modalities-report.js";
import { nonNegative } from "../number.js";
import { print } from "../output.js";

/** Of two modalities; with `blocks` of as many as it lists, see {@link reportOnModalities}. */
interface GaussianOptions extends LawOptions {
  readonly metric: Metric;
  readonly loss: LossName;
  readonly blocks?: undefined;
  readonly lambdaU?: number;
  readonly lambdaV?: number;
  readonly rank?: number;
  readonly json?: boolean;
}

type Report = Analysis & { readonly offsetU: number[]; readonly offsetV: number[] };

/** `crosstilt gaussian`: optimal linear encoders in closed form, and what their model gets right. */
export function gaussianCommand(): Command {
  const command = new Command("gaussian").description(
    "Optimal linear encoders of a Gaussian law in closed form, with losses, divergences and errors of the model.",
  );
  return withLawOptions(command)
    .addOption(
      new Option("--blocks <integers>", "with --covariance: dimensions of three or more modalities, such as 3,4,2")
        .argParser(parseBlocks)
        .conflicts(["samples", "split", "lambdaU", "lambdaV"]),
    )
    .addOption(metricOption)
    .addOption(lossOption)
    .option("--lambda-u <number>", "weight of u given v in the conditional loss (default: 1)", nonNegative)
    .option("--lambda-v <number>", "weight of v given u in the conditional loss (default: 1)", nonNegative)
    .option("--rank <integer>", "embedding dimension (default: the smaller of both dimensions)", integerAtLeast(1))
    .option("--json", "print one JSON object on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  crosstilt gaussian --covariance C.npy --split 5 --metric quadratic --loss joint" +
        "\n  crosstilt gaussian --covariance C.npy --blocks 3,4,2 --metric inner-product --loss one-vs-rest",
    )
    .action(async (options: GaussianOptions | ModalitiesFlags) => {
      if (options.blocks !== undefined) return reportOnModalities(command, options);
      demandTwo(command, options);
      const report = await reportOn(command, options);
      print(options.json, report, describe(report));
    });
}

const metricOption = new Option("--metric <metric>", "alignment metric, at temperature 1")
  .choices(["inner-product", "quadratic", "general-quadratic"] satisfies Metric[])
  .makeOptionMandatory();
const lossOption = new Option(
  "--loss <loss>",
  "which law the loss matches; with --blocks one-vs-rest, joint or pairwise-sum",
)
  .choices(["conditional", "joint", "one-vs-rest", "pairwise-sum"])
  .makeOptionMandatory();

function demandTwo(command: Command, { loss }: GaussianOptions): void {
  if (loss !== "conditional" && loss !== "joint")
    command.error(`error: --loss ${loss} is of several modalities: give their dimensions by --blocks`);
}

async function reportOn(command: Command, options: GaussianOptions): Promise<Report> {
  const { metric, loss, lambdaU, lambdaV, rank, ridge } = options;
  const { spec, moments } = await lawOf(await readLaw(command, options), ridge);
  const problem = { ...jointGaussian(spec), metric, loss, lambdaU, lambdaV, rank };
  const { notes, ...analysis } = analyse(problem);
  const { offsetU, offsetV } = optimum(problem);
  const own = [
    ...(moments ? [`Everything refers to the plug-in law of ${moments.count} samples.`] : []),
    ...(ridge > 0 ? [`ridge: ${ridge} was added to the diagonals of C_uu and C_vv.`] : []),
    ...(loss === "joint" && (lambdaU ?? lambdaV) !== undefined
      ? ["lambdaU, lambdaV: the joint loss has no weights; they were not used."]
      : []),
  ];
  return { ...analysis, offsetU, offsetV, notes: [...notes, ...own] };
}

function describe(report: Report): string[] {
  const { sigma, G, H, P, Q, loss, klJoint, klUGivenV, klVGivenU, mutualInformation, errors, offsetU, offsetV, notes } =
    report;
  const rows: [string, number | null][] = [
    ["mutual information", mutualInformation],
    ["loss", loss],
    ["KL of the joint", klJoint],
    ["KL of u given v", klUGivenV],
    ["KL of v given u", klVGivenU],
    ["u given v: E|error of the mean|^2", errors.uGivenV.mean],
    ["u given v: error of the covariance", errors.uGivenV.covariance],
    ["v given u: E|error of the mean|^2", errors.vGivenU.mean],
    ["v given u: error of the covariance", errors.vGivenU.covariance],
  ];
  return [
    `canonical correlations              ${sigma.map(shortNumber).join("  ")}`,
    ...rows.map(([name, value]) => `${name.padEnd(36)}${value === null ? "does not exist" : shortNumber(value)}`),
    "",
    ...matrixLines("G", G, offsetU),
    ...matrixLines("H", H, offsetV),
    ...(P && Q ? [...matrixLines("P", P, []), ...matrixLines("Q", Q, [])] : []),
    ...notes.map((note) => `note: ${note}`),
  ];
}
