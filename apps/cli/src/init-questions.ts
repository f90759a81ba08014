import { existsSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { select, text } from "@clack/prompts";
import { createCatalogue } from "@crosstilt/catalogue";
import { readTable } from "@crosstilt/dataset-files";

/** What `init` is told, by flags or answers. */
export interface InitAnswers {
  readonly u?: string;
  readonly v?: string;
  readonly uColumns?: readonly string[];
  readonly vColumns?: readonly string[];
  readonly key?: string;
  readonly loss?: string;
  readonly metric?: string;
  readonly dimension?: number;
  readonly epochs?: number;
}

/** Where questions are put and answered. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean };
}

/** Asks for what the flags do not say. */
export async function askForConfig(given: InitAnswers, at: Terminal): Promise<InitAnswers> {
  const u = given.u ?? (await askFile(at, "The file of u (CSV, JSONL, NPY, Parquet, Arrow, safetensors)"));
  const v = given.v ?? (await askFile(at, "The file of v"));
  const { losses, metrics } = createCatalogue();
  return {
    ...{ ...given, u, v },
    key: given.key ?? (await askKey(at, u, v)),
    loss: given.loss ?? (await askOne(at, "The loss", losses.names(), "conditional")),
    metric: given.metric ?? (await askOne(at, "The metric of embeddings", metrics.names(), "cosine")),
    epochs: given.epochs ?? Number(await askText(at, "Passes over the pairs", "20", positiveInteger)),
  };
}

const askFile = (at: Terminal, message: string): Promise<string> =>
  askText(at, message, undefined, (path) => (path && existsSync(path) ? undefined : "There is no such file."));

async function askKey(at: Terminal, u: string, v: string): Promise<string | undefined> {
  const [left, right] = [await readTable(u), await readTable(v)];
  const common = left.names.filter((name) => right.names.includes(name));
  if (u === v || common.length === 0) return undefined;
  const none = "row by row";
  const choice = await askOne(at, "The column to join by", [none, ...common], none);
  return choice === none ? undefined : choice;
}

async function askOne(at: Terminal, message: string, names: readonly string[], initialValue: string): Promise<string> {
  const options = names.map((value) => ({ value, label: value }));
  return answered(await select({ ...at, message, options, initialValue }));
}

async function askText(
  at: Terminal,
  message: string,
  defaultValue: string | undefined,
  validate: (value: string | undefined) => string | undefined,
): Promise<string> {
  const check = (value: string | undefined) => validate(value || defaultValue);
  return answered(await text({ ...at, message, defaultValue, placeholder: defaultValue, validate: check }));
}

function answered(answer: string | symbol): string {
  if (typeof answer === "symbol") throw Object.assign(new Error("nothing was written"), { name: "Interrupted" });
  return answer;
}

const positiveInteger = (value: string | undefined) =>
  /^[1-9]\d*$/.test(value ?? "") ? undefined : "Give an integer >= 1.";
