import { demand, describe, type SampleArray } from "@crosstilt/core";
import { sizeOf } from "@crosstilt/formats";
import { columnFrom } from "./cells.js";
import { readAs } from "./columns-like.js";
import { type FeatureEncoding, featuresOf } from "./features.js";
import { demandComplete } from "./read-like.js";
import { type SideMetadata, transformedRows } from "./read-pairs.js";
import type { Column, Table } from "./table.js";

/**
 * Samples that come as values, such as the JSON of a request, encoded and transformed as the training data was. A sample is
 * an object with the columns of training, or the list of their values in order; where training had a single array, that
 * array, flat or nested; where it had a single column of words or text, the bare text. Refuses what does not fit, with the number of the sample and the column.
 *
 * @example
 * const queries = samplesLike([{ colour: "red", size: 3 }], metadata.u);
 */
export function samplesLike(samples: readonly unknown[], { encodings, transform }: SideMetadata): SampleArray {
  demand(samples.length > 0, () => ({ argument: "samples", expected: "at least one", received: "none" }));
  const columns = encodings.map((encoding, j) => {
    const cells = samples.map((sample, row) => cellOf(sample, row, encoding, j, encodings));
    return columnOf(encoding, cells);
  });
  const names = encodings.map(({ name }) => name);
  const table: Table = { path: "samples", rows: samples.length, columns, names, place };
  const features = featuresOf(table, columns, { known: encodings });
  demandComplete(features, "Give every sample all columns of training");
  return transformedRows(features, Int32Array.from(samples.keys()), transform);
}

const place = (row: number) => `sample ${row}`;

function cellOf(
  sample: unknown,
  row: number,
  { name, kind }: FeatureEncoding,
  column: number,
  { length }: readonly FeatureEncoding[],
): unknown {
  if (typeof sample === "string" && length === 1 && readAs(kind) === "categorical") return sample;
  if (Array.isArray(sample)) {
    if (length === 1 && kind === "vector") return sample.flat(Number.POSITIVE_INFINITY);
    demand(sample.length === length, () => ({
      argument: `samples, ${place(row)}`,
      expected: `${length} values`,
      received: String(sample.length),
    }));
    return sample[column];
  }
  demand(typeof sample === "object" && sample !== null, () => ({
    argument: `samples, ${place(row)}`,
    expected: "an object with the columns of training, or a list of their values",
    received: describe(sample),
  }));
  const value = Object.hasOwn(sample, name) ? (sample as Record<string, unknown>)[name] : undefined;
  return Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : value;
}

/** The cells as a column of the kind and shape of training. */
function columnOf(encoding: FeatureEncoding, cells: readonly unknown[]): Column {
  const { name, kind } = encoding;
  const column = columnFrom({ path: "samples", name, cells, kind: readAs(kind), place });
  if (column.kind !== "vector" || encoding.kind !== "vector") return column;
  const [width] = column.shape;
  const wanted = sizeOf(encoding.shape);
  return width === wanted ? { ...column, shape: encoding.shape } : column;
}
