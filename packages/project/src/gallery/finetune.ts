import { demand, takeSamples } from "@crosstilt/core";
import { columnWords, hashText, readingLike, type SideSource } from "@crosstilt/dataset-files";
import type { Gallery } from "@crosstilt/search";
import {
  adam,
  disposeState,
  fineTune,
  Interrupted,
  type LabelHead,
  type Side,
  type StepEvent,
  startTraining,
} from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { embedSamples, otherSide } from "../run/embed.js";
import type { Run } from "../run/run.js";
import { embedFile, type NamedGallery, placesOf, readNamedSamples, type SamplesSource } from "./named-gallery.js";
import { searchGallery } from "./search.js";

export interface FinetuneOptions {
  /** The side that is labelled; its encoder stays as it is. */
  readonly given: Side;
  readonly samples: SideSource;
  /** The column with the label of each sample, in the samples' file or in another one. */
  readonly labels: string | { readonly path: string; readonly column: string };
  /** Samples of the other side to begin with, one for each class; default the mean embedding of each class. */
  readonly classes?: SamplesSource;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly seed?: number;
  /** Share of the samples that is held back to measure accuracy (default 0.2). */
  readonly test?: number;
  readonly signal?: AbortSignal;
  onStep?(event: StepEvent): void;
}

/** Learned classes, and what learning them did to the accuracy on samples held back. */
export interface Finetuned {
  /** The label embeddings G and log-priors F as a gallery for `classify`. */
  readonly classes: NamedGallery;
  readonly accuracyBefore: number;
  readonly accuracy: number;
  readonly trained: number;
  readonly tested: number;
}

/** Labelled embeddings of one side. */
interface Labelled {
  readonly named: NamedGallery;
  readonly labels: Int32Array;
}

/**
 * Learns label embeddings and a label prior on labelled samples by the one-sided loss, with frozen encoders (eqs. 32–35).
 *
 * @throws Interrupted when the signal aborts; nothing is kept.
 * @example
 * const { classes } = await finetune(run, { given: "u", samples: { path: "labelled.csv" }, labels: "category" });
 * await classify(run, { given: "u", queries: "new.csv", classes });
 */
export async function finetune(run: Run, options: FinetuneOptions): Promise<Finetuned> {
  const { given, samples, test = 0.2 } = options;
  demand(test > 0 && test < 1, () => ({ argument: "test", expected: "a share in (0, 1)", received: String(test) }));
  const words = await labelWords(run, options);
  const { classes: source } = options;
  const start = source === undefined ? undefined : await embedFile(run, otherSide(given), source);
  const names = start?.names ?? [...new Set(words)].sort();
  const { samples: array, names: keys } = await readNamedSamples(run, given, samples);
  demandCounts(words.length, keys.length);
  const places = placesOf("labels", words, names);
  const part = async (held: boolean): Promise<Labelled> => {
    const rows = Int32Array.from(keys.keys()).filter((row) => hashText(`finetune:${row}`) < test === held);
    demandSome(rows.length, held);
    const gallery = await embedSamples(run, given, takeSamples(array, rows));
    return {
      named: { side: given, names: Array.from(rows, String), gallery },
      labels: rows.map((row) => places[row]!),
    };
  };
  const [train, held] = [await part(false), await part(true)];
  const before = start ?? meanClasses(train, names);
  const classes = { ...before, gallery: await learn(train, before, options) };
  return {
    classes,
    accuracyBefore: await accuracyOf(held, before),
    accuracy: await accuracyOf(held, classes),
    trained: train.labels.length,
    tested: held.labels.length,
  };
}

function labelWords({ description }: Run, { given, samples, labels }: FinetuneOptions): Promise<string[]> {
  const { path, column } = typeof labels === "string" ? { path: samples.path, column: labels } : labels;
  return columnWords(path, column, readingLike(path, description.data[given]));
}

/** The mean embedding of each class, with no prior. */
function meanClasses({ named, labels }: Labelled, names: readonly string[]): NamedGallery {
  const { vectors, dimension, scale } = named.gallery;
  const means = new Float32Array(names.length * dimension);
  const counts = new Float32Array(names.length);
  labels.forEach((label) => {
    counts[label]! += 1;
  });
  labels.forEach((label, row) => {
    for (let j = 0; j < dimension; j++) means[label * dimension + j]! += vectors[row * dimension + j]! / counts[label]!;
  });
  return { side: otherSide(named.side), names, gallery: { vectors: means, dimension, scale } };
}

async function learn({ named, labels }: Labelled, { gallery, names }: NamedGallery, options: FinetuneOptions) {
  const { epochs = 20, batchSize = 512, learningRate = 1e-3, seed = 1, signal, onStep } = options;
  const { vectors, dimension, scale = 1 } = named.gallery;
  const optimizer = adam({ learningRate });
  const embeddings = tf.tensor2d(
    vectors.map((value) => value * scale),
    [labels.length, dimension],
  );
  const data = { embeddings, labels: tf.tensor1d(labels, "int32") };
  const state = startTraining(headOf(gallery, names.length), optimizer);
  try {
    for await (const event of fineTune(data, state, { optimizer, epochs, batchSize, seed, signal }))
      if (event.type === "step") onStep?.(event);
    if (signal?.aborted) throw new Interrupted("stopped; nothing was saved");
    return await galleryOf(state.parameters as LabelHead, scale);
  } finally {
    disposeState(state);
    tf.dispose(data);
  }
}

/** G `[d, K]` and F `[K]` of classes. */
function headOf({ vectors, dimension, bias }: Gallery, classes: number): LabelHead {
  const G = tf.tidy(() => tf.transpose(tf.tensor2d(vectors, [classes, dimension])));
  return { G, F: tf.tensor1d(bias ?? new Float32Array(classes)) } as LabelHead;
}

async function galleryOf({ G, F }: LabelHead, scale: number): Promise<Gallery> {
  const rows = tf.tidy(() => tf.transpose(G));
  const [vectors, bias] = await Promise.all([rows.data<"float32">(), F.data<"float32">()]);
  rows.dispose();
  return { vectors, dimension: G.shape[0], bias, scale };
}

async function accuracyOf({ named, labels }: Labelled, classes: NamedGallery): Promise<number> {
  const found = await searchGallery(named, classes, 1);
  return found.filter(({ matches }, i) => matches[0]!.index === labels[i]).length / labels.length;
}

function demandCounts(labels: number, samples: number): void {
  demand(labels === samples, () => ({
    argument: "labels",
    expected: `${samples}, one for each sample`,
    received: String(labels),
  }));
}

function demandSome(count: number, held: boolean): void {
  demand(count > 0, () => ({
    argument: "samples",
    expected: `some to ${held ? "test with" : "train on"}`,
    received: "none",
    remedy: "Give more labelled samples, or another share for the test",
  }));
}
