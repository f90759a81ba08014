import { join, resolve } from "node:path";
import type { Catalogue } from "@crosstilt/catalogue";
import { CrosstiltError, type Parameters } from "@crosstilt/core";
import { readBytes, writeFileAtomic } from "@crosstilt/formats/node";
import { encodeTensors } from "@crosstilt/train";
import type { ProjectConfig } from "./config.js";
import { absolutePlugins } from "./config-file.js";
import { builtInOnly, type LoadCatalogue, readProject } from "./read-project.js";
import { runFiles } from "./run-folder.js";
import {
  disposeModel,
  type ModelDescription,
  parseDescription,
  restoreModel,
  type TrainedModel,
} from "./trained-model.js";

/** A finished or interrupted training with the weights it kept. */
export interface Run extends TrainedModel {
  readonly folder: string;
  /** The config it was trained with; files are absolute. */
  readonly config: ProjectConfig;
  readonly catalogue: Catalogue;
}

/** Writes `model.json`. */
export async function writeDescription(folder: string, description: ModelDescription): Promise<void> {
  await writeFileAtomic(join(folder, runFiles.description), `${JSON.stringify(description)}\n`);
}

/** Writes `model.safetensors`, whole or not at all. */
export async function writeWeights(folder: string, parameters: Parameters): Promise<void> {
  await writeFileAtomic(join(folder, runFiles.weights), await encodeTensors(parameters));
}

/**
 * The model of a folder that has `model.json` and `model.safetensors`. Refuses folders without a model, damaged ones, and
 * weights that do not fit. The caller disposes of it with `disposeModel`.
 *
 * @example
 * const trained = await loadModel("runs/shop");
 */
export async function loadModel(folder: string, load: LoadCatalogue = builtInOnly): Promise<TrainedModel> {
  const [at, weightsAt] = [join(folder, runFiles.description), join(folder, runFiles.weights)];
  const text = new TextDecoder().decode(await read(at, "It is written by training"));
  const description = parseDescription(text, at);
  const catalogue = await load(absolutePlugins(description.plugins ?? [], resolve(folder)));
  const weights = await read(weightsAt, "There are none before the first epoch has ended: resume the training");
  return restoreModel({ description, weights }, catalogue, { description: at, weights: weightsAt });
}

/**
 * A run with its model, to evaluate it or to ask it. The caller disposes of it with `disposeModel`.
 *
 * @example
 * const run = await openRun("runs/shop");
 * const { uToV } = await evaluate(run);
 * disposeModel(run);
 */
export async function openRun(folder: string, load: LoadCatalogue = builtInOnly): Promise<Run> {
  const trained = await loadModel(folder, load);
  try {
    const { config, catalogue } = await readProject(join(folder, runFiles.config), load);
    return { ...trained, config, catalogue, folder: resolve(folder) };
  } catch (error) {
    disposeModel(trained);
    throw error;
  }
}

async function read(path: string, advice: string): Promise<Uint8Array> {
  return readBytes(path).catch((error: Error) => {
    throw new CrosstiltError(`${error.message} ${advice}.`);
  });
}
