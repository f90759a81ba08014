import {
  type Advice,
  type AdviceRow,
  advise,
  conditionalFrontier,
  type Dependence,
  dependence,
  type FrontierPoint,
  foldMoments,
  groupsFrom,
  groupsOf,
  mergeMoments,
  type Purpose,
  plugInLaw,
  purposes,
} from "@crosstilt/gaussian";
import { Command, Option } from "commander";
import { estimateText } from "../estimate-text.js";
import { integerAtLeast } from "../integer.js";
import { type LawOptions, readLaw, withLawOptions } from "../law-options.js";
import { shortNumber } from "../matrix-text.js";
import { print } from "../output.js";
import { readLabels } from "../sample-files.js";

interface AdviseOptions extends LawOptions {
  readonly purpose: Purpose;
  readonly folds: number;
  readonly group?: string;
  readonly frontier?: boolean;
  readonly json?: boolean;
}

/** Of samples, how dependent they are comes with it. */
type Report = Advice & { readonly dependence?: Dependence; readonly frontier?: readonly FrontierPoint[] };

/** `crosstilt advise`: which loss, metric and rank serve a purpose, with the predicted error of each. */
export function adviseCommand(): Command {
  const command = new Command("advise").description(
    "Say which loss, metric and rank serve a purpose, with the predicted error of each combination and the reason.",
  );
  return withLawOptions(command)
    .addOption(new Option("--purpose <purpose>", "what the model is for").choices(purposes).makeOptionMandatory())
    .option("--folds <integer>", "with --samples: parts, each left out once to predict errors", integerAtLeast(2), 10)
    .option(
      "--group <file>",
      "with --samples: NPY file of one label a pair; equal ones stay in one part (default: equal rows)",
    )
    .option("--frontier", "what weights of the quadratic metric's conditional loss cost each conditional")
    .option("--json", "print one JSON object on stdout")
    .addHelpText("after", "\nExample:\n  crosstilt advise --samples u.npy v.npy --purpose sample-u-given-v")
    .action(async (options: AdviseOptions) => {
      const report = await reportOn(command, options);
      print(options.json, report, describe(report));
    });
}

async function reportOn(command: Command, options: AdviseOptions): Promise<Report> {
  const { purpose, folds: count, ridge, group, frontier } = options;
  const input = await readLaw(command, options);
  if ("spec" in input) {
    if (group !== undefined) return command.error("error: --group needs --samples");
    return { ...advise({ ...input.spec, purpose }), ...(frontier && { frontier: conditionalFrontier(input.spec) }) };
  }
  const { pairs, batches } = input;
  const groups = group === undefined ? groupsOf(pairs) : groupsFrom(await readLabels(group, pairs.u.shape[0]!));
  const folds = await foldMoments(batches, { folds: count, groups: groups.labels });
  return {
    ...advise({ folds, ridge, purpose }),
    dependence: await dependence(pairs, { groups, ridge, folds: count }),
    ...(frontier && { frontier: conditionalFrontier(plugInLaw(folds.reduce(mergeMoments), { ridge })) }),
  };
}

function describe(report: Report): string[] {
  const { purpose, measure, baseline, baselineInterval, recommended, table, sigma, dependence: found } = report;
  const best = table.filter((row, i) => table.findIndex((other) => combination(other) === combination(row)) === i);
  return [
    `For ${purpose}: ${combination(recommended)}${recommended.rank > 0 ? `, rank ${recommended.rank}` : ""}.`,
    recommended.rank > 0 ? recommended.reason : "No model is surely better than none on the parts left out.",
    "",
    ...(found ? dependenceLines(found) : [`canonical correlations: ${sigma.map(shortNumber).join("  ")}`]),
    `predicted error: ${measure}`,
    `without any model: ${errorText(baseline, baselineInterval)}`,
    batchLine(report),
    "",
    "Each combination at its best rank (--json has every rank):",
    ...best
      .filter(({ rank }) => rank > 0)
      .map((row) => {
        const error = errorText(row.error, row.interval).padStart(12);
        return `${error}  ${combination(row)}, rank ${row.rank}: ${row.reason}`;
      }),
    ...(report.frontier ? frontierLines(report.frontier, found !== undefined) : []),
  ];
}

function dependenceLines({ count, groups, classes, ...found }: Dependence): string[] {
  const { canonical, mutualInformation, bartlett, permutation, dependent, gaussianity } = found;
  const tests = [
    ...(bartlett ? [`Bartlett p ${shortP(bartlett.pValue)}`] : []),
    ...(permutation ? [`${permutation.permutations} permutations p ${shortP(permutation.pValue)}`] : []),
  ].join(", ");
  const odd = [
    ...(gaussianity.normality < 0.01 ? ["are not normal"] : []),
    ...(gaussianity.linearity < 0.01 ? ["do not depend linearly"] : []),
  ];
  return [
    `${dependent ? "u and v are dependent" : "No evidence of dependence"} (${tests}).`,
    `canonical correlations: ${canonical.map(estimateText).join("  ")}`,
    `mutual information: ${estimateText(mutualInformation)} nats, without the bias of the plug-in value`,
    ...(odd.length > 0
      ? [`The pairs ${odd.join(" and ")} (p < 0.01): all numbers are of the Gaussian part, what second moments show.`]
      : []),
    ...(groups < count
      ? [`${groups} groups of pairs that belong together among ${count} pairs; a group stays in one part.`]
      : []),
    ...classes.map((side) => `${side} has so few distinct rows that they count as classes, not as repeats.`),
  ];
}

/** Every fourth point of the frontier. */
function frontierLines(points: readonly FrontierPoint[], plugIn: boolean): string[] {
  const of = plugIn ? ", of the Gaussian with the samples' second moments" : "";
  return [
    "",
    `Weights of the quadratic metric's conditional loss, and the divergence of u given v and of v given u in nats${of}:`,
    ...points
      .filter((_, i) => i % 4 === 0)
      .map(({ share, klUGivenV, klVGivenU }) => {
        const weights = `(${Number((2 * share).toFixed(2))}, ${Number((2 - 2 * share).toFixed(2))})`;
        return `${weights.padEnd(12)}${shortNumber(klUGivenV).padEnd(12)}${shortNumber(klVGivenU)}`;
      }),
  ];
}

/** How many pairs a batch needs for the conditional loss to be what it says. */
function batchLine({ batch }: Advice): string {
  const size =
    batch > 1e6
      ? `more than a million pairs: train with few pairs a batch only with the loss learned-normalisers`
      : `${batch} pairs`;
  return `batches of at least ${size} keep the conditional loss within 0.05 nats of its limit (bias (e^2I - 1)/2N)`;
}

const errorText = (error: number, interval: readonly [number, number] | null): string =>
  interval === null ? shortNumber(error) : `${estimateText({ estimate: error, interval })}`;

const shortP = (value: number): string => (value < 1e-4 ? "< 0.0001" : `= ${Number(value.toPrecision(2))}`);

const combination = ({ metric, loss, lambdaU, lambdaV }: AdviceRow): string => {
  if (metric === "none") return "no model";
  return loss === "joint" ? `${metric}, joint loss` : `${metric}, conditional loss (${lambdaU}, ${lambdaV})`;
};
