import { refusal } from "@crosstilt/core";
import type { PairsSource } from "@crosstilt/project";
import { type Command, Option } from "commander";
import { integerAtLeast } from "./integer.js";

/** Which pairs a command looks at: a split of the run's own data, or files. */
export interface PairsFlags {
  readonly part: "train" | "validation" | "test";
  readonly on?: string;
  readonly u?: string;
  readonly v?: string;
  readonly key?: string;
  readonly limit?: number;
}

/** Adds `--part`, `--on`, `--u`, `--v`, `--key` and `--limit`. */
export function addPairsFlags(command: Command, part: PairsFlags["part"]): Command {
  return command
    .argument("<run>", "folder of the run or model")
    .addOption(
      new Option("--part <name>", "split of the run's own data").choices(["train", "validation", "test"]).default(part),
    )
    .option("--on <file>", "other pairs: one file with the columns of both sides")
    .option("--u <file>", "other pairs: their u")
    .option("--v <file>", "other pairs: their v")
    .option("--key <column>", "other pairs: the column to join by (default: row by row)")
    .option("--limit <integer>", "at most so many pairs", integerAtLeast(2));
}

/** The source of pairs that flags name. */
export function pairsSource({ part, on, u = on, v = on, key }: PairsFlags): PairsSource {
  if ((u === undefined) !== (v === undefined))
    throw refusal({
      argument: "--u and --v",
      expected: "both or none",
      received: `only ${u === undefined ? "--v" : "--u"}`,
    });
  return u !== undefined && v !== undefined ? { u, v, key } : part;
}
