import { type Estimate, estimate } from "@crosstilt/project";
import { Command } from "commander";
import { describeBackend, startBackend } from "../backend.js";
import { estimateText } from "../estimate-text.js";
import { note, print } from "../output.js";
import { addRunFlags, openProject, type RunFlags } from "../project-flags.js";

/** `crosstilt estimate CONFIG`: what the data looks like, and what training will take. */
export function estimateCommand(): Command {
  const command = new Command("estimate")
    .description("Report on the data of a config, and the memory and time that training will take; writes nothing.")
    .argument("<config>", "file in YAML or TypeScript (see: crosstilt init)");
  return addRunFlags(command).action(async (path: string, flags: RunFlags) => {
    const { config, catalogue } = await openProject(path, flags);
    note(`backend: ${describeBackend(await startBackend(flags))}`);
    const result = await estimate(config, { catalogue });
    print(flags.json, result, lines(result));
  });
}

function lines({ data, pairs, dropped, parameters, batchSize, steps, ...rest }: Estimate): string[] {
  const { dataBytes, stepBytes, secondsPerStep, seconds, constant, warnings } = rest;
  const side = (name: "u" | "v") => {
    const { shape, duplicates } = data[name];
    return `${name}: samples of shape [${shape}], ${duplicates} repeated, ${constantWords(constant[name])}`;
  };
  return [
    `${pairs.train} pairs to train on, ${pairs.validation} to validate, ${pairs.test} to test; left out: ` +
      `${dropped.unmatchedU + dropped.unmatchedV} without partner, ${dropped.missing} without a value`,
    side("u"),
    side("v"),
    correlation(data.correlation),
    `${parameters} parameters; ${steps} steps of ${batchSize} pairs`,
    `memory: ${megabytes(dataBytes)} of data, ${megabytes(stepBytes)} at the fullest moment of a step`,
    `time: ${(1000 * secondsPerStep).toFixed(1)} ms a step, ${minutes(seconds)} in all`,
    ...warnings.map((warning) => `warning: ${warning}`),
  ];
}

function correlation(report: Estimate["data"]["correlation"]): string {
  if ("skipped" in report) return `linear relation: not estimated, ${report.skipped}`;
  if (!report.dependent) return "linear relation: no evidence of any; there may be nothing to learn, or nothing linear";
  const { canonical, mutualInformation, intervals } = report;
  const strongest = canonical
    .slice(0, 3)
    .map((estimate, i) => estimateText({ estimate, interval: intervals.canonical[i]! }));
  const information = estimateText({ estimate: mutualInformation, interval: intervals.mutualInformation });
  return `linear relation: canonical correlations ${strongest.join(", ")}, …; ${information} nats of Gaussian information`;
}

/** Names that are listed. */
const SHOWN = 5;

function constantWords(names: readonly string[]): string {
  if (names.length === 0) return "no constant coordinates";
  const more = names.length > SHOWN ? ", …" : "";
  return `${names.length} constant coordinates (${names.slice(0, SHOWN).join(", ")}${more})`;
}

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const minutes = (seconds: number) => (seconds < 120 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`);
