import { appendFileSync, closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { refusal } from "@crosstilt/core";
import { writeFileAtomic } from "@crosstilt/formats/node";
import type { CandidateName } from "../pool/candidate-names.js";

/** A line of `metrics.jsonl`; of a pool, with the candidate in training. */
export type MetricsLine = { readonly candidate?: CandidateName } & (
  | {
      readonly type: "step";
      readonly step: number;
      readonly epoch: number;
      readonly loss: number;
      readonly learningRate: number;
      readonly terms: Readonly<Record<string, number>>;
      readonly metric: Readonly<Record<string, number>>;
    }
  | {
      readonly type: "epoch";
      readonly step: number;
      /** Epochs done. */
      readonly epoch: number;
      /** Mean training loss of the epoch. */
      readonly loss: number;
      readonly validationLoss?: number;
    }
);

/** The epochs of a log. */
export type EpochLine = Extract<MetricsLine, { type: "epoch" }>;

/** The epochs among the lines of a log, of one candidate. */
export const epochsOf = (lines: readonly MetricsLine[], candidate?: CandidateName): EpochLine[] =>
  lines.filter((line): line is EpochLine => line.type === "epoch" && line.candidate === candidate);

/** The candidates in a log, in order; undefined alone for a training without a pool. */
export const candidatesIn = (lines: readonly MetricsLine[]): (CandidateName | undefined)[] => [
  ...new Set(lines.map(({ candidate }) => candidate)),
];

/** The lines of a log, without a last one that was cut off; none when there is no log. Refuses damaged lines. */
export async function readMetrics(path: string): Promise<MetricsLine[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line, i) => parseLine(line, `${path}, line ${i + 1}`));
}

function parseLine(line: string, argument: string): MetricsLine {
  try {
    return JSON.parse(line) as MetricsLine;
  } catch {
    const remedy = "Remove the line, or train anew";
    throw refusal({ argument, expected: "JSON, as training writes it", received: line.slice(0, 40), remedy });
  }
}

/** Forgets what came after a step, so that a resumed run writes it again. */
export async function rewindMetrics(
  path: string,
  { step, epoch, candidate }: { step: number; epoch: number; candidate?: CandidateName },
): Promise<void> {
  const lines = await readMetrics(path);
  const kept = lines.filter(
    (line) => line.candidate !== candidate || (line.step <= step && (line.type === "step" || line.epoch <= epoch)),
  );
  await writeFileAtomic(path, kept.map(lineOf).join(""));
}

/**
 * Adds a line. That of an epoch is on the disk, with all before it, when this returns: a checkpoint that comes after it must not survive a
 * power cut which it does not, since the best epoch is read from here.
 */
export function appendMetrics(path: string, line: MetricsLine): void {
  if (line.type === "step") {
    appendFileSync(path, lineOf(line));
    return;
  }
  const file = openSync(path, "a");
  try {
    writeSync(file, lineOf(line));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

const lineOf = (line: MetricsLine) => `${JSON.stringify(line)}\n`;
