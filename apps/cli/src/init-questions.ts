import { existsSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { Readable, Writable } from "node:stream";
import { multiselect, select, text } from "@clack/prompts";
import { createCatalogue } from "@crosstilt/catalogue";
import { beginsWithNumbers, readTable } from "@crosstilt/dataset-files";

/** What `init` is told, by flags or answers. */
export interface InitAnswers {
  readonly u?: string;
  readonly v?: string;
  readonly uColumns?: readonly string[];
  readonly vColumns?: readonly string[];
  readonly key?: string;
  /** Whether the first lines of CSV files name the columns. */
  readonly header?: boolean;
  /** Height and width of all images, where a side is a folder or an archive of them. */
  readonly imageSize?: readonly number[];
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

/** The file of a side and its columns. */
export function sideAnswers({ u = "", v = "", uColumns, vColumns }: InitAnswers, side: "u" | "v") {
  return side === "u" ? { file: u, columns: uColumns } : { file: v, columns: vColumns };
}

/** Whether its images may be of different sizes. */
const holdsImages = (file: string) => existsSync(file) && (/\.(zip|tar)$/i.test(file) || statSync(file).isDirectory());

/** How a file is read, of what was told for all: whether a first line has names counts only where it is all numbers. */
export async function readingFor({ header, imageSize }: InitAnswers, file: string) {
  return {
    ...(header !== undefined && (await beginsWithNumbers(file)) ? { header } : {}),
    ...(imageSize && holdsImages(file) ? { imageSize } : {}),
  };
}

/** Asks for what the flags do not say. */
export async function askForConfig(given: InitAnswers, at: Terminal): Promise<InitAnswers> {
  const u =
    given.u ??
    (await askFile(at, "The file of u (CSV, JSONL, NPY, Parquet, Arrow, safetensors, folder or ZIP of images)"));
  const v = given.v ?? (await askFile(at, "The file of v"));
  const files = { ...given, u, v };
  const read = { ...files, header: await askHeader(files, at), imageSize: await askImageSize(files, at) };
  const names = { u: await namesOf(read, u), v: await namesOf(read, v) };
  const key = given.key ?? (await askKey(at, u === v ? [] : names.u.filter((name) => names.v.includes(name))));
  const columns = async (side: "u" | "v", known?: readonly string[]) =>
    known ??
    (await askColumns(
      at,
      side,
      names[side].filter((name) => name !== key),
      u === v,
    ));
  const { losses, metrics } = createCatalogue();
  return {
    ...read,
    key,
    uColumns: await columns("u", given.uColumns),
    vColumns: await columns("v", given.vColumns),
    loss: given.loss ?? (await askOne(at, "The loss", losses.names(), "conditional")),
    metric: given.metric ?? (await askMetric(at, metrics.names())),
    epochs: given.epochs ?? (await askEpochs(at)),
  };
}

async function askMetric(at: Terminal, names: readonly string[]): Promise<string | undefined> {
  const pool = "what a pool of models finds best";
  const choice = await askOne(at, "The metric of embeddings", [pool, ...names], pool);
  return choice === pool ? undefined : choice;
}

async function askEpochs(at: Terminal): Promise<number | undefined> {
  const open = "by their number";
  const valid = (text = "") => (text === open ? undefined : positiveInteger(text));
  const answer = await askText(at, "Passes over the pairs", open, valid);
  return answer === open ? undefined : Number(answer);
}

const askFile = (at: Terminal, message: string): Promise<string> =>
  askText(at, message, undefined, (path) => (path && existsSync(path) ? undefined : "There is no such file."));

/** Asked only where the first line of a file is all numbers, which may be names or a row. */
async function askHeader(files: InitAnswers, at: Terminal): Promise<boolean | undefined> {
  const { u = "", v = "", header } = files;
  if (header !== undefined) return header;
  for (const file of [u, v]) {
    if (!(await beginsWithNumbers(file))) continue;
    const [names, row] = ["names of columns", "a row of values"];
    return (await askOne(at, `The first line of ${basename(file)} is`, [names, row], row)) === names;
  }
  return undefined;
}

/** Asked only where a side is a folder or an archive of images. */
async function askImageSize({ u = "", v = "", imageSize }: InitAnswers, at: Terminal) {
  if (imageSize || ![u, v].some(holdsImages)) return imageSize;
  const answer = await askText(at, "Height and width of all images (Enter: as they are)", "as they are", (text = "") =>
    /^(as they are|[1-9]\d*( [1-9]\d*)?)$/.test(text) ? undefined : "Give one or two integers, such as 64 64.",
  );
  return answer === "as they are" ? undefined : answer.split(" ").map(Number);
}

async function namesOf(answers: InitAnswers, file: string): Promise<readonly string[]> {
  return (await readTable(file, await readingFor(answers, file))).names;
}

async function askKey(at: Terminal, common: readonly string[]): Promise<string | undefined> {
  if (common.length === 0) return undefined;
  const none = "row by row";
  const choice = await askOne(at, "The column to join by", [none, ...common], none);
  return choice === none ? undefined : choice;
}

/** Asked where there is a choice; both sides of one file need one. */
async function askColumns(at: Terminal, side: string, names: readonly string[], needed: boolean) {
  if (names.length < 2) return undefined;
  const options = names.map((value) => ({ value, label: value }));
  const initialValues = needed ? [] : [...names];
  const chosen = await multiselect({
    ...at,
    message: `The columns of ${side}`,
    options,
    initialValues,
    required: true,
  });
  if (typeof chosen === "symbol") throw stopped();
  return chosen.length === names.length ? undefined : chosen;
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
  if (typeof answer === "symbol") throw stopped();
  return answer;
}

const stopped = () => Object.assign(new Error("nothing was written"), { name: "Interrupted" });

const positiveInteger = (value: string | undefined) =>
  /^[1-9]\d*$/.test(value ?? "") ? undefined : "Give an integer >= 1.";
