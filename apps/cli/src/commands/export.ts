import { refusal } from "@crosstilt/core";
import { disposeModel, exportEmbeddings, exportModel } from "@crosstilt/project";
import { Command, Option } from "commander";
import { print } from "../output.js";
import { addRunFlags, parseNamedFile, type RunFlags, startRun } from "../project-flags.js";

interface ExportFlags extends RunFlags {
  readonly embeddings?: string;
  readonly side: "u" | "v";
  readonly samples?: string;
  readonly columns?: readonly string[];
  readonly model?: string;
}

/** `crosstilt export RUN`: embeddings and weights for other tools and for browsers. */
export function exportCommand(): Command {
  const command = new Command("export")
    .description("Write embeddings (NPY or Parquet), or the model as JSON and safetensors that browsers can load.")
    .argument("<run>", "folder of the run")
    .option("--embeddings <file>", "write embeddings there: .npy or .parquet")
    .addOption(new Option("--side <side>", "whose embeddings").choices(["u", "v"]).default("u"))
    .option("--samples <source>", "samples to embed: FILE or FILE:NAMES (default: the run's own data)")
    .option("--columns <name...>", "columns of the samples (default: those of training)")
    .option("--model <folder>", "write model.json and model.safetensors there");
  return addRunFlags(command).action(async (folder: string, flags: ExportFlags) => {
    const { embeddings, side, samples, columns, model, json } = flags;
    if (embeddings === undefined && model === undefined)
      throw refusal({ argument: "export", expected: "--embeddings or --model", received: "neither" });
    const run = await startRun(folder, flags);
    try {
      const source = samples === undefined ? undefined : { ...parseNamedFile(samples), columns };
      const written =
        embeddings === undefined ? null : await exportEmbeddings(run, embeddings, { side, samples: source });
      const files = [...(written?.files ?? []), ...(model === undefined ? [] : await exportModel(run, model))];
      print(json, { ...written, files }, files);
    } finally {
      disposeModel(run);
    }
  });
}
