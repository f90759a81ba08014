import {
  cloneParameters,
  type FactoredScores,
  type Parameters,
  parametersUnder,
  prefixParameters,
} from "@crosstilt/core";
import { labelScores, type MnistModelName, mnistModelNames } from "@crosstilt/experiments/mnist";
import { digitModel } from "@crosstilt/labs/mnist";
import { decodeTensors } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { fetchParameters, ready } from "../backend.js";
import { fetched, mnistImages } from "./images.js";

/** One of the three models as it is now. */
interface Trained {
  readonly parameters: Parameters;
  /** True when it came with the app. */
  readonly shipped: boolean;
  /** Scores of all test images, computed when first asked for. */
  scores: Promise<FactoredScores> | null;
}

let shipped: Promise<Record<MnistModelName, Parameters>> | null = null;
const current = new Map<MnistModelName, Trained>();

/** The models as they are now: those that came with the app until others are put in their place. */
export async function trained(base: string): Promise<ReadonlyMap<MnistModelName, Trained>> {
  await ready();
  const parameters = await (shipped ??= fetchShipped(base));
  for (const name of mnistModelNames)
    if (!current.has(name)) current.set(name, { parameters: parameters[name], shipped: true, scores: null });
  return current;
}

/** Puts a snapshot of parameters in a model's place. */
export function placeModel(name: MnistModelName, parameters: Parameters): void {
  retire(current.get(name));
  current.set(name, { parameters: cloneParameters(parameters), shipped: false, scores: null });
}

/** Has the parameters of all models in main memory. */
export async function fetchModels(): Promise<void> {
  await Promise.all([...current.values()].map(({ parameters }) => fetchParameters(parameters)));
}

/** Goes back to the models that came with the app. */
export function placeShipped(): void {
  for (const entry of current.values()) retire(entry);
  current.clear();
}

/** Frees a model when nobody computes with it any more. */
function retire(entry: Trained | undefined): void {
  if (entry === undefined || entry.shipped) return;
  const free = () => tf.dispose(entry.parameters);
  if (entry.scores === null) free();
  else entry.scores.then(free, free);
}

/** `s(image, label)` of all test images; with one-hot labels also their embeddings, row by row. */
export async function testScores(base: string, name: MnistModelName): Promise<FactoredScores> {
  const entry = (await trained(base)).get(name)!;
  entry.scores ??= mnistImages(base, "test").then((test) =>
    labelScores({ model: digitModel, parameters: entry.parameters }, test),
  );
  return entry.scores;
}

async function fetchShipped(base: string): Promise<Record<MnistModelName, Parameters>> {
  const address = new URL("mnist-models.safetensors", base).href;
  const tensors = decodeTensors(new Uint8Array(await (await fetched(address)).arrayBuffer()), address);
  const named = Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name.replace("/", "."), tensor]));
  const entries = mnistModelNames.map((name) => [name, prefixParameters("u", parametersUnder(named, name))]);
  return Object.fromEntries(entries) as Record<MnistModelName, Parameters>;
}
