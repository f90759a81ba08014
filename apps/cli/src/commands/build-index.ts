import { disposeModel, embedFile, type GalleryDescription, ownGallery, saveGallery } from "@crosstilt/project";
import { Command, Option } from "commander";
import { integerAtLeast } from "../integer.js";
import { print } from "../output.js";
import { addRunFlags, parseNamedFile, type RunFlags, startRun } from "../project-flags.js";

interface IndexFlags extends RunFlags {
  readonly side: "u" | "v";
  readonly samples?: string;
  readonly columns?: readonly string[];
  readonly engine: "exact" | "usearch";
  readonly connectivity?: number;
  readonly expansionAdd?: number;
  readonly expansionSearch?: number;
  readonly precision?: "f32" | "f16";
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
    .addOption(new Option("--engine <name>", "how to search").choices(["exact", "usearch"]).default("exact"))
    .option("--connectivity <integer>", "usearch: neighbours of a node (default: 32)", integerAtLeast(2))
    .option("--expansion-add <integer>", "usearch: candidates while building (default: 128)", integerAtLeast(1))
    .option("--expansion-search <integer>", "usearch: candidates while searching (default: 256)", integerAtLeast(1))
    .addOption(new Option("--precision <name>", "usearch: numbers of the graph (default: f32)").choices(["f32", "f16"]))
    .requiredOption("--out <folder>", "where the index goes; one that is there is replaced at one moment");
  return addRunFlags(command).action(async (folder: string, flags: IndexFlags) => {
    const run = await startRun(folder, flags);
    try {
      const { side, samples, columns } = flags;
      const source = samples === undefined ? undefined : { ...parseNamedFile(samples), columns };
      const named = source ? await embedFile(run, side, source) : await ownGallery(run, side);
      const { about } = await saveGallery(run, named, flags.out, optionsOf(flags));
      print(flags.json, { out: flags.out, ...about }, lines(about, flags.out));
    } finally {
      disposeModel(run);
    }
  });
}

function optionsOf({ engine, connectivity, expansionAdd, expansionSearch, precision }: IndexFlags) {
  const graph = { connectivity, expansionAdd, expansionSearch, precision };
  const given = Object.fromEntries(Object.entries(graph).filter(([, value]) => value !== undefined));
  return { engine, ...given };
}

function lines({ side, count, dimension, engine, recall }: GalleryDescription, out: string): string[] {
  const measured =
    recall.queries === 0
      ? "exact"
      : `recall@${recall.k} ${recall.share.toFixed(4)} against an exact search, on ${recall.queries} queries`;
  return [`${count} samples of ${side}, dimension ${dimension}, engine ${engine}: ${measured}`, `written to ${out}`];
}
