import {
  type ModalitiesLoss,
  type ModalitiesMetric,
  modalitiesLosses,
  modalitiesMetrics,
  modalitiesOptimum,
  weightsByBlock,
} from "@crosstilt/gaussian";
import { type Command, InvalidArgumentError } from "commander";
import { matrixLines, shortNumber } from "./matrix-text.js";
import { print } from "./output.js";
import { readMatrix } from "./sample-files.js";

/** The flags of `crosstilt gaussian` for several modalities. */
export interface ModalitiesFlags {
  readonly covariance?: string;
  readonly blocks: readonly number[];
  readonly metric: string;
  readonly loss: string;
  readonly rank?: number;
  readonly ridge: number;
  readonly json?: boolean;
}

/** Dimensions, written `3,4,2`. */
export function parseBlocks(text: string): number[] {
  const sizes = text.split(",").map((word) => (/^\s*\d+\s*$/.test(word) ? Number(word) : 0));
  if (sizes.length < 2 || sizes.includes(0))
    throw new InvalidArgumentError("expected at least two whole numbers from 1 up, such as 3,4,2.");
  return sizes;
}

/** The best model of several modalities: what it weighs, and how far it is from the law. */
export async function reportOnModalities(command: Command, flags: ModalitiesFlags): Promise<void> {
  const { covariance: file, blocks, rank, ridge, json } = flags;
  if (file === undefined) return command.error("error: --blocks needs --covariance");
  const metric = demandChoice<ModalitiesMetric>(command, "--metric", flags.metric, modalitiesMetrics);
  const loss = demandChoice<ModalitiesLoss>(command, "--loss", flags.loss, modalitiesLosses);
  const found = modalitiesOptimum({ covariance: await readMatrix(file), blocks, metric, loss, rank, ridge });
  const weights = weightsByBlock(blocks, found.weights);
  const own = ridge > 0 ? [`ridge: ${ridge} was added to the diagonal of the covariance.`] : [];
  const { totalCorrelation, loss: value, klJoint } = found;
  const report = { totalCorrelation, loss: value, klJoint, weights, notes: [...found.notes, ...own] };
  print(json, report, [
    `total correlation   ${shortNumber(totalCorrelation)}`,
    `loss                ${shortNumber(value)}`,
    `KL of the joint     ${klJoint === null ? "does not exist" : shortNumber(klJoint)}`,
    "",
    ...Object.entries(weights).flatMap(([pair, matrix]) => matrixLines(`A ${pair}`, matrix, [])),
    ...report.notes.map((note) => `note: ${note}`),
  ]);
}

function demandChoice<Name extends string>(
  command: Command,
  flag: string,
  name: string,
  choices: readonly Name[],
): Name {
  const found = choices.find((choice) => choice === name);
  return found ?? command.error(`error: with --blocks, ${flag} is one of ${choices.join(", ")}; got ${name}`);
}
