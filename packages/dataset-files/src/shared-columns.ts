import { sizeOf } from "@crosstilt/formats";
import type { FeatureEncoding, Features } from "./features.js";
import { hashRow } from "./hash.js";
import { TEXT_DIMENSION } from "./hashed-text.js";

/** Rows of one side that are looked at. */
export interface SampledSide {
  readonly features: Pick<Features, "encodings" | "read" | "dimension">;
  readonly rows: Int32Array;
}

/** Pairs that are compared, and fewer of which say nothing. */
const [ENOUGH, FEWEST] = [1024, 20];
/** Entries of a vector beyond which only the whole is compared. */
const MOST_ENTRIES = 1024;
/** Different values beyond which the same order on both sides is no accident. */
const FEWEST_RANKS = 8;

/** What is compared of a column: its name and its values, one a pair. */
interface Trace {
  readonly name: string;
  readonly values: Float64Array;
  readonly isWord: boolean;
}

/**
 * Columns that say on both sides of the pairs which pair it is: in one-to-one order, such as the number of a row, a time or an
 * id; or with the same partition of the pairs, such as one label column. A model learns nothing else from such pairs. Looks at
 * the given rows, row i of u with row i of v, spread evenly.
 */
export function sharedColumns(u: SampledSide, v: SampledSide): { readonly u: string; readonly v: string }[] {
  const { length } = u.rows;
  if (length < FEWEST) return [];
  const places = Array.from({ length: Math.min(ENOUGH, length) }, (_, i) =>
    Math.floor((i * length) / Math.min(ENOUGH, length)),
  );
  const known = new Map<string, string>();
  for (const trace of tracesOf(u, places))
    for (const signature of signaturesOf(trace)) if (!known.has(signature)) known.set(signature, trace.name);
  return tracesOf(v, places).flatMap((trace) => {
    const signature = signaturesOf(trace).find((one) => known.has(one));
    return signature === undefined ? [] : [{ u: known.get(signature) ?? "", v: trace.name }];
  });
}

function tracesOf({ features, rows }: SampledSide, places: readonly number[]): Trace[] {
  const { dimension } = features;
  const samples = places.map((place) => {
    const row = new Float64Array(dimension);
    features.read(rows[place]!, row);
    return row;
  });
  let start = 0;
  return features.encodings.flatMap((encoding) => {
    const [from, width] = [start, widthOf(encoding)];
    start += width;
    if (encoding.kind === "categorical")
      return [trace(encoding.name, samples, (row) => row.subarray(from, from + width).indexOf(1), true)];
    if (width > MOST_ENTRIES) return [];
    return Array.from({ length: width }, (_, j) => {
      const name = encoding.kind === "vector" ? `${encoding.name}[${j}]` : encoding.name;
      return trace(name, samples, (row) => row[from + j]!, false);
    });
  });
}

function widthOf(encoding: FeatureEncoding): number {
  if (encoding.kind === "numeric") return 1;
  if (encoding.kind === "categorical") return encoding.categories.length;
  return encoding.kind === "text" ? TEXT_DIMENSION : sizeOf(encoding.shape);
}

const trace = (
  name: string,
  samples: readonly Float64Array[],
  value: (row: Float64Array) => number,
  isWord: boolean,
) => ({
  name,
  values: Float64Array.from(samples, value),
  isWord,
});

/** Two columns with a common signature determine each other. */
function signaturesOf({ values, isWord }: Trace): string[] {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const count = sorted.length;
  const signatures: string[] = [];
  // Few values that divide the pairs alike, whatever they are called.
  if (count > 1 && count <= values.length / 2) signatures.push(`parts ${hashRow(labelled(values))}`);
  if (isWord || count < FEWEST_RANKS) return signatures;
  const rankOf = new Map(sorted.map((value, rank) => [value, rank]));
  const ranks = Float32Array.from(values, (value) => rankOf.get(value) ?? 0);
  const reversed = ranks.map((rank) => count - 1 - rank);
  return [...signatures, `ranks ${[hashRow(ranks), hashRow(reversed)].sort()[0]}`];
}

/** The values by the order in which they come up. */
function labelled(values: Float64Array): Float32Array {
  const labels = new Map<number, number>();
  return Float32Array.from(values, (value) => {
    const label = labels.get(value) ?? labels.size;
    labels.set(value, label);
    return label;
  });
}
