import { access } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { createCatalogue } from "@crosstilt/catalogue";
import { refusal } from "@crosstilt/core";
import { type Column, columnOf, readTable, type Table } from "@crosstilt/dataset-files";
import { writeFileAtomic } from "@crosstilt/formats/node";
import {
  configSchema,
  filesOf,
  formatConfig,
  formatConfigModule,
  isConfigModule,
  jsonSchema,
  relativeConfig,
  resolveConfig,
} from "@crosstilt/project";
import { Command } from "commander";
import { askForConfig, type InitAnswers, readingFor, sideAnswers, type Terminal } from "../init-questions.js";
import { integerAtLeast } from "../integer.js";
import { print } from "../output.js";

interface InitFlags extends InitAnswers {
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

const SCHEMA = "crosstilt.schema.json";

/** `crosstilt init`: writes a config after a few questions, or from flags. */
export function initCommand(terminal: Terminal = { input: process.stdin, output: process.stdout }): Command {
  return new Command("init")
    .description("Write a config for two files of pairs, and its schema for editors; asks on a terminal.")
    .argument("[config]", "file to write: YAML, or a module in TypeScript", "config.yaml")
    .option("--u <file>", "file of u")
    .option("--v <file>", "file of v; row i belongs to row i of u unless there is a key")
    .option("--u-columns <name...>", "columns of u (default: all but the key)")
    .option("--v-columns <name...>", "columns of v (default: all but the key)")
    .option("--key <column>", "column to join by (default: row by row)")
    .option("--header", "CSV: a first line of numbers names the columns")
    .option("--no-header", "CSV: a first line of numbers is a row")
    .option("--image-size <pixels...>", "folders of images: height and width for all", integerAtLeast(1))
    .option("--loss <name>", "see: crosstilt losses (default: conditional)")
    .option("--metric <name>", "see: crosstilt metrics (default: what a pool of models finds best)")
    .option(
      "--dimension <integer>",
      "dimension of the embeddings of one network (default: what a pool of models finds best)",
      integerAtLeast(1),
    )
    .option("--epochs <integer>", "passes over the pairs (default: by their number)", integerAtLeast(1))
    .option("--yes", "ask nothing; what is not given has its default")
    .option("--force", "replace the file")
    .option("--json", "print one JSON object on stdout; asks nothing")
    .action(async (path: string, flags: InitFlags) => {
      await demandNew(path, flags);
      const asks = terminal.input.isTTY && terminal.output.isTTY && !flags.yes && !flags.json;
      await writeConfig(path, asks ? await askForConfig(flags, terminal) : flags);
      const schema = isConfigModule(path) ? null : join(dirname(path), SCHEMA);
      print(flags.json, { config: resolve(path), schema: schema && resolve(schema) }, [
        `wrote ${[path, ...(schema ? [schema] : [])].join(" and ")}`,
        `Next: crosstilt estimate ${path}; crosstilt train ${path}`,
      ]);
    });
}

async function demandNew(path: string, { force }: InitFlags): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists && !force)
    throw refusal({ argument: path, expected: "a new file", received: "one that exists", remedy: "Pass --force" });
}

/** Checks the answers against the files before anything is written. */
async function writeConfig(path: string, answers: InitAnswers): Promise<void> {
  const { u, v } = answers;
  if (u === undefined || v === undefined)
    throw refusal({ argument: "--u and --v", expected: "the two files of pairs", received: u ?? v ?? "neither" });
  const tables = { u: await readAnswered(answers, "u"), v: await readAnswered(answers, "v") };
  const catalogue = createCatalogue();
  const config = await configOf(answers, tables);
  const folder = dirname(resolve(path));
  const { u: left, v: right } = filesOf(relativeConfig(resolveConfig(config, catalogue), folder).data);
  const files = { u: { ...config.data.u, file: left.file }, v: { ...config.data.v, file: right.file } };
  const moved = { ...config, data: { ...config.data, ...files } };
  if (isConfigModule(path)) return writeFileAtomic(path, formatConfigModule(moved));
  await writeFileAtomic(join(folder, SCHEMA), `${JSON.stringify(jsonSchema(configSchema(catalogue)), null, 2)}\n`);
  await writeFileAtomic(path, `# yaml-language-server: $schema=./${SCHEMA}\n${formatConfig(moved)}`);
}

/** The file of a side. Refuses columns and keys that it has not, and files that cannot be read. */
async function readAnswered(answers: InitAnswers, side: "u" | "v"): Promise<Table> {
  const { key } = answers;
  const { file, columns } = sideAnswers(answers, side);
  const kinds = key === undefined ? {} : { [key]: "categorical" as const };
  const wanted = columns && [...columns, ...(key === undefined ? [] : [key])];
  const table = await readTable(file, { ...(await readingFor(answers, file)), kinds, columns: wanted });
  for (const name of [...(columns ?? []), ...(key === undefined ? [] : [key])]) columnOf(table, name);
  return table;
}

/** Only what differs from the defaults, and what people change first. */
async function configOf(answers: InitAnswers, tables: Readonly<Record<"u" | "v", Table>>) {
  const { key, loss, metric, dimension, epochs } = answers;
  const encoder = { name: "mlp", ...(dimension !== undefined && { dimension }) };
  const side = async (name: "u" | "v") => {
    const { file, columns } = sideAnswers(answers, name);
    const reading = await readingFor(answers, file);
    const text = freeText(tables[name].columns, key);
    return { file: resolve(file), ...(columns && { columns }), ...(text.length > 0 && { text }), ...reading };
  };
  return {
    data: { u: await side("u"), v: await side("v"), ...(key ? { key } : {}) },
    ...(dimension !== undefined && { encoders: { u: encoder, v: { ...encoder } } }),
    ...(metric !== undefined && { metric }),
    loss: loss ?? "conditional",
    ...(epochs !== undefined && { training: { epochs } }),
  };
}

/** Words a cell, in the mean, and different cells, as a share of all, from which on a column is taken for free text. */
const [SEVERAL, DIFFERENT] = [2, 0.5];

/** The columns that hold sentences or names rather than a few words that repeat. */
function freeText(columns: readonly Column[], key: string | undefined): string[] {
  return columns.flatMap((column) => {
    if (column.kind !== "categorical" || column.name === key) return [];
    const cells = column.values.filter((_, row) => !column.missing.has(row));
    const words = cells.reduce((sum, cell) => sum + cell.trim().split(/\s+/u).length, 0);
    const isText = words >= SEVERAL * cells.length && new Set(cells).size >= DIFFERENT * cells.length;
    return isText && cells.length > 0 ? [column.name] : [];
  });
}
