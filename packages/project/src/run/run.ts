import { join, resolve } from "node:path";
import type { Catalogue } from "@crosstilt/catalogue";
import { CrosstiltError, type Parameters, refusal } from "@crosstilt/core";
import { demandIntact, readBytes, sealedJson, writeFileAtomic, writeSafetensors } from "@crosstilt/formats/node";
import { tensorsOf } from "@crosstilt/train";
import { type FilesConfig, isFiles, type ProjectConfig } from "../config/config.js";
import { absolutePlugins } from "../config/config-file.js";
import { builtInOnly, type LoadCatalogue, readProject } from "../config/read-project.js";
import { exists, runFiles } from "./run-folder.js";
import {
  disposeModel,
  type ModelDescription,
  parseDescription,
  restoreModel,
  type TrainedModel,
} from "./trained-model.js";

/** A model in its folder: that of a finished or interrupted training with the weights it kept, or one that was exported. */
export interface Run extends TrainedModel {
  readonly folder: string;
  /** The config it was trained with, files absolute; none where the model stands alone, without its data. */
  readonly config?: ProjectConfig;
  readonly catalogue: Catalogue;
}

/** The files of a run's own data. Refuses models that stand alone, and data that is in no files. */
export function demandFiles({ folder, config }: Pick<Run, "folder" | "config">): FilesConfig {
  if (config && isFiles(config.data)) return config.data;
  throw refusal({
    argument: folder,
    expected: "a run with its own data in files",
    received: config ? "one of a data set" : `a model without ${runFiles.config}`,
    remedy: "Name the files of samples (evaluate: --u and --v; retrieve, classify, sample, index, serve: the gallery)",
  });
}

/** Writes `model.json`. */
export async function writeDescription(folder: string, description: ModelDescription): Promise<void> {
  await writeFileAtomic(join(folder, runFiles.description), sealedJson(description));
}

/** Writes `model.safetensors`, whole or not at all. */
export async function writeWeights(folder: string, parameters: Parameters): Promise<void> {
  await writeSafetensors(join(folder, runFiles.weights), await tensorsOf(parameters));
}

/**
 * The model of a folder that has `model.json` and `model.safetensors`. Refuses folders without a model, damaged ones, and
 * weights that do not fit. The caller disposes of it with `disposeModel`.
 *
 * @example
 * const trained = await loadModel("runs/shop");
 */
export async function loadModel(folder: string, load: LoadCatalogue = builtInOnly): Promise<TrainedModel> {
  return (await loadParts(folder, load)).trained;
}

/**
 * A model with its folder, to evaluate it or to ask it; a run's config comes with it, an exported model needs none. The caller
 * disposes of it with `disposeModel`.
 *
 * @example
 * const run = await openRun("runs/shop");
 * const { uToV } = await evaluate(run);
 * disposeModel(run);
 */
export async function openRun(folder: string, load: LoadCatalogue = builtInOnly): Promise<Run> {
  const { trained, catalogue } = await loadParts(folder, load);
  const alone = { ...trained, catalogue, folder: resolve(folder) };
  const path = join(folder, runFiles.config);
  if (!(await exists(path))) return alone;
  try {
    return { ...alone, ...(await readProject(path, load)) };
  } catch (error) {
    disposeModel(trained);
    throw error;
  }
}

/** The model of a folder, and the parts it names. */
export async function loadParts(
  folder: string,
  load: LoadCatalogue,
): Promise<{ readonly trained: TrainedModel; readonly catalogue: Catalogue }> {
  const [at, weightsAt] = [join(folder, runFiles.description), join(folder, runFiles.weights)];
  const text = await read(at, "It is written by training");
  const description = parseDescription(new TextDecoder().decode(text), at);
  // First of all the code that would run is said, and refused if need be; the file may be edited for that very purpose.
  const catalogue = await load(absolutePlugins(description.plugins ?? [], resolve(folder)));
  demandIntact(text, at);
  const weights = await read(weightsAt, "There are none before the first epoch has ended: resume the training");
  demandIntact(weights, weightsAt);
  return {
    trained: restoreModel({ description, weights }, catalogue, { description: at, weights: weightsAt }),
    catalogue,
  };
}

async function read(path: string, advice: string): Promise<Uint8Array> {
  if (await exists(path)) return readBytes(path);
  throw new CrosstiltError(`${path}: expected a file, received none. ${advice}.`);
}
