import { demand } from "@crosstilt/core";
import { decodeIdx } from "./idx.js";

/** Grayscale images with one label each, as raw bytes. */
export interface LabelledImages {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** Gray levels 0 to 255, `[count, rows, columns]` in row-major order. */
  readonly images: Uint8Array;
  /** Labels, `[count]`. */
  readonly labels: Uint8Array;
}

/** The unpacked bytes of an IDX file and the name it has in errors. */
export interface IdxFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Images `[n, rows, columns]` and labels `[n]` from two IDX files; refuses other shapes, no images, and files whose
 * counts differ.
 *
 * @example
 * const test = labelledImages({ name: "images", bytes: imageBytes }, { name: "labels", bytes: labelBytes });
 */
export function labelledImages(imageFile: IdxFile, labelFile: IdxFile): LabelledImages {
  const images = decodeIdx(imageFile.bytes, imageFile.name);
  const labels = decodeIdx(labelFile.bytes, labelFile.name);
  const [count, rows, columns] = images.shape as [number, number, number];
  demand(images.shape.length === 3 && images.data.length > 0, () => ({
    argument: imageFile.name,
    expected: "images of shape [count, rows, columns], at least one",
    received: `shape [${images.shape.join(", ")}]`,
  }));
  demand(labels.shape.length === 1, () => ({
    argument: labelFile.name,
    expected: "labels of shape [count]",
    received: `shape [${labels.shape.join(", ")}]`,
  }));
  demand(labels.shape[0] === count, () => ({
    argument: labelFile.name,
    expected: `one label for each of the ${count} images of ${imageFile.name}`,
    received: `${labels.shape[0]} labels`,
    remedy: "Use images and labels of the same part of the data set",
  }));
  return { count, rows, columns, images: images.data, labels: labels.data };
}

/** How many classes labels tell apart: the largest label + 1; labels in between may be absent. */
export function classCount(labels: Uint8Array): number {
  return labels.reduce((largest, label) => Math.max(largest, label), 0) + 1;
}

/**
 * How often each label occurs, `[classes]`; divided by the number of labels it is the label marginal (the prior).
 *
 * @example
 * labelCounts(Uint8Array.of(0, 2, 2), 3); // [1, 0, 2]
 */
export function labelCounts(labels: Uint8Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) {
    demand(label < classes, () => ({
      argument: "labels",
      expected: `labels below ${classes}`,
      received: String(label),
      remedy: "Count the classes over all parts of the data set",
    }));
    counts[label]! += 1;
  }
  return counts;
}
