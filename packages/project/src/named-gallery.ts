import { demand, suggest } from "@crosstilt/core";
import { columnWords, readSamplesLike, type SideArray, type SideSource } from "@crosstilt/dataset-files";
import type { Gallery, VectorIndex } from "@crosstilt/retrieval";
import type { Side } from "@crosstilt/train";
import { sideSource } from "./components.js";
import { embedSamples } from "./embed.js";
import type { Run } from "./run.js";
import type { TrainedModel } from "./trained-model.js";

/** Samples of one side in a file; their names stand in the column `key`, or are the numbers of their rows from 0. */
export type SamplesSource = string | SideSource;

/** Samples with what to call them. */
export interface NamedSamples {
  readonly samples: SideArray;
  readonly names: readonly string[];
}

/** Embedded samples of one side, to be searched or to ask with. */
export interface NamedGallery {
  readonly side: Side;
  readonly names: readonly string[];
  readonly gallery: Gallery;
  /** How to search it; by looking at every entry when absent. */
  readonly index?: VectorIndex;
}

/** Samples of a file, encoded and transformed as in training. */
export async function readNamedSamples(
  { description }: Pick<TrainedModel, "description">,
  side: Side,
  source: SamplesSource,
): Promise<NamedSamples> {
  const given = typeof source === "string" ? { path: source } : source;
  const samples = await readSamplesLike(given, description.data[side]);
  const count = samples.data.length / samples.shape.reduce((product, length) => product * length, 1);
  if (given.key === undefined) return { samples, names: Array.from({ length: count }, (_, row) => String(row)) };
  const { path, key, ...options } = given;
  return { samples, names: await columnWords(path, key, options) };
}

/**
 * Samples of a file as a gallery.
 *
 * @example
 * const gallery = await embedFile(run, "v", { path: "products.csv", key: "sku" });
 */
export async function embedFile(trained: TrainedModel, side: Side, source: SamplesSource): Promise<NamedGallery> {
  const { samples, names } = await readNamedSamples(trained, side, source);
  return { side, names, gallery: await embedSamples(trained, side, samples) };
}

/** All samples of one side of a run's own data. */
export const ownGallery = (run: Run, side: Side): Promise<NamedGallery> => embedFile(run, side, ownSource(run, side));

/** One side of a run's own data as a source, named by its key. */
export function ownSource({ config: { data } }: Run, side: Side): SideSource {
  const source = sideSource(data[side]);
  return { ...source, key: source.key ?? data.key };
}

/**
 * The words of a side that is a single column of words, each as an entry of a gallery: the classes of zero-shot
 * classification. Refuses other sides.
 */
export async function wordGallery(trained: TrainedModel, side: Side): Promise<NamedGallery> {
  const { encodings, transform } = trained.description.data[side];
  const [only] = encodings;
  demand(encodings.length === 1 && only.kind === "categorical", () => ({
    argument: "classes",
    expected: `a file of samples of ${side}, since that side is not a single column of words`,
    received: "none",
    remedy: "Name a file with one sample for each class, and the column that names them",
  }));
  const names = only.kind === "categorical" ? only.categories : [];
  const data = new Float32Array(names.length ** 2);
  names.forEach((_, i) => {
    for (let j = 0; j < names.length; j++)
      data[i * names.length + j] = ((i === j ? 1 : 0) - transform.mean[j]) * (transform.scale?.[j] ?? 1);
  });
  return { side, names, gallery: await embedSamples(trained, side, { data, shape: [names.length] }) };
}

/** The place of each word among names; refuses others. */
export function placesOf(argument: string, words: readonly string[], names: readonly string[]): Int32Array {
  const places = new Map(names.map((name, i) => [name, i]));
  return Int32Array.from(words, (word, row) => {
    const place = places.get(word);
    demand(place !== undefined, () => ({
      argument: `${argument}, row ${row + 1}`,
      expected: "one of the classes",
      received: `"${word}"`,
      remedy: suggest(word, names.slice(0, 20)),
    }));
    return place;
  });
}
