import { type Estimate, estimate } from "@crosstilt/project";
import { Command } from "commander";
import { describeBackend, startBackend } from "../backend.js";
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
  const { dataBytes, stepBytes, secondsPerStep, seconds } = rest;
  const side = (name: "u" | "v") => {
    const { shape, duplicates, constantColumns } = data[name];
    return `${name}: samples of shape [${shape}], ${duplicates} repeated, ${constantColumns.length} constant coordinates`;
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
  ];
}

function correlation(report: Estimate["data"]["correlation"]): string {
  if ("skipped" in report) return `linear relation: not estimated, ${report.skipped}`;
  const strongest = report.canonical.slice(0, 3).map((value) => value.toFixed(3));
  return `linear relation: canonical correlations ${strongest.join(", ")}, …; ${report.mutualInformation.toFixed(2)} nats if Gaussian`;
}

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const minutes = (seconds: number) => (seconds < 120 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`);
