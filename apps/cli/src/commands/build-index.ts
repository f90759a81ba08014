import { demand } from "@crosstilt/core";
import type { SideSource } from "@crosstilt/dataset-files";
import {
  disposeModel,
  embedFile,
  type GalleryChanges,
  type GalleryDescription,
  type GalleryOptions,
  type GalleryStream,
  keptColumns,
  type NamedGallery,
  ownSource,
  type Run,
  saveGallery,
  streamFile,
  updateGallery,
} from "@crosstilt/project";
import { Command, Option } from "commander";
import { integerAtLeast } from "../integer.js";
import { print } from "../output.js";
import { addRunFlags, parseNamedFile, type RunFlags, startRun } from "../project-flags.js";

interface IndexFlags extends RunFlags {
  readonly side: "u" | "v";
  readonly samples?: string;
  readonly columns?: readonly string[];
  readonly engine: "exact" | "usearch" | "lancedb";
  readonly connectivity?: number;
  readonly expansionAdd?: number;
  readonly expansionSearch?: number;
  readonly precision?: "f32" | "f16";
  readonly partitions?: number;
  readonly probes?: number;
  readonly keep?: readonly string[];
  readonly put?: string;
  readonly remove?: readonly string[];
  readonly out: string;
}

/** `crosstilt index RUN`: embeds samples and builds an index to search them. */
export function indexCommand(): Command {
  const command = new Command("index")
    .description("Embed samples and build an index to search them; measures its recall against an exact search.")
    .argument("<run>", "folder of the run")
    .addOption(new Option("--side <side>", "the side that is searched").choices(["u", "v"]).default("v"))
    .option("--samples <source>", "samples to index: FILE or FILE:NAMES (default: the run's own data)")
    .option("--columns <name...>", "columns of the samples (default: those of training)")
    .option("--keep <name...>", "columns to keep beside the entries: answers show them, and --where asks for them")
    .addOption(
      new Option("--engine <name>", "how to search; lancedb: on the disk, for more than fits in memory")
        .choices(["exact", "usearch", "lancedb"])
        .default("exact"),
    )
    .option("--connectivity <integer>", "usearch: neighbours of a node (default: 32)", integerAtLeast(2))
    .option("--expansion-add <integer>", "usearch: candidates while building (default: 128)", integerAtLeast(1))
    .option("--expansion-search <integer>", "usearch: candidates while searching (default: 256)", integerAtLeast(1))
    .addOption(new Option("--precision <name>", "usearch: numbers of the graph (default: f32)").choices(["f32", "f16"]))
    .option(
      "--partitions <integer>",
      "lancedb: groups of near samples (default: the root of their number)",
      integerAtLeast(1),
    )
    .option("--probes <integer>", "lancedb: groups that a search looks at (default: a twentieth)", integerAtLeast(1))
    .addOption(
      new Option(
        "--put <source>",
        "FILE:NAMES of samples that join the index of --out, or replace those of their name",
      ).conflicts(building),
    )
    .addOption(new Option("--remove <name...>", "entries that leave the index of --out").conflicts(building))
    .requiredOption("--out <folder>", "where the index goes; one that is there is replaced at one moment");
  return addRunFlags(command).action(async (folder: string, flags: IndexFlags) => {
    const run = await startRun(folder, flags);
    try {
      const changes = flags.put !== undefined || flags.remove !== undefined;
      const { about } = changes
        ? await updateGallery(run, flags.out, await changesOf(run, flags))
        : await saveGallery(run, await sourceOf(run, flags), flags.out, optionsOf(flags));
      print(flags.json, { out: flags.out, ...about }, lines(about, flags.out));
    } finally {
      disposeModel(run);
    }
  });
}

/** Options of an index that is built from all of its samples. */
const building = [
  "samples",
  "engine",
  "connectivity",
  "expansionAdd",
  "expansionSearch",
  "precision",
  "partitions",
  "probes",
];

async function changesOf(run: Run, { side, put, remove, columns, keep }: IndexFlags): Promise<GalleryChanges> {
  if (put === undefined) return { remove };
  const source = parseNamedFile(put);
  demand(source.key !== undefined, () => ({
    argument: "--put",
    expected: "FILE:NAMES, since entries are replaced by their names",
    received: put,
  }));
  return {
    put: { ...(await embedFile(run, side, { ...source, columns })), ...(await kept(run, side, source, keep)) },
    remove,
  };
}

async function sourceOf(
  run: Run,
  { side, samples, columns, engine, keep }: IndexFlags,
): Promise<NamedGallery | GalleryStream> {
  const source = samples === undefined ? ownSource(run, side) : { ...parseNamedFile(samples), columns };
  const gallery = engine === "lancedb" ? streamFile(run, side, source) : await embedFile(run, side, source);
  return { ...gallery, ...(await kept(run, side, source, keep)) };
}

const kept = async (run: Run, side: "u" | "v", source: SideSource, names: readonly string[] | undefined) =>
  names ? { columns: await keptColumns(run, side, source, names) } : {};

function optionsOf(flags: IndexFlags): GalleryOptions {
  const { engine, connectivity, expansionAdd, expansionSearch, precision, partitions, probes } = flags;
  const settings = { connectivity, expansionAdd, expansionSearch, precision, partitions, probes };
  return { engine, ...Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) };
}

function lines({ side, count, dimension, engine, recall }: GalleryDescription, out: string): string[] {
  const measured =
    recall.queries === 0
      ? "exact"
      : `recall@${recall.k} ${recall.share.toFixed(4)} against an exact search, on ${recall.queries} queries`;
  return [`${count} samples of ${side}, dimension ${dimension}, engine ${engine}: ${measured}`, `written to ${out}`];
}
