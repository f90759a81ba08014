import { countOf, type Embeddings } from "@crosstilt/core";
import type { Heap, Pointer } from "@crosstilt/kernels-wasm";

/** Codes of a gallery are whole numbers up to this. */
const LARGEST = 127;

/** Rows that are coded between two turns. */
const ROWS = 1024;

/**
 * More than what rounding to float32 does to a bound, as a share of what it is a bound of: eight steps of 2⁻²⁴, and the float64
 * sums of the exact score.
 */
const SLACK = 2 ** -20;

/** A gallery in int8 codes, `v_j ≈ step_j unit code_j`, on the kernels' memory. */
export interface Codes {
  readonly codes: Pointer;
  readonly steps: Pointer;
  readonly radii: Pointer;
  readonly biases: Pointer;
  /** The dimension, padded to a multiple of 8. */
  readonly depth: number;
  /** What steps and radii are multiples of: a power of 2, so that they neither vanish nor overflow. */
  readonly unit: number;
  readonly largestBias: number;
  /** The largest code of a query, so that no sum passes 2³¹. */
  readonly largestQuery: number;
}

/** Queries in int16 codes, and what turns products of codes into bounds on scores; see ScreenOptions of the kernels. */
export interface CodedQueries {
  readonly queries: Int16Array;
  readonly reach: Float32Array;
  readonly perBias: Float32Array;
  readonly spare: Float32Array;
  /** Whether the bounds hold; they do not where scores pass the range of numbers. */
  readonly certain: readonly boolean[];
}

/** Bytes that the codes of a gallery take. */
export const codeBytes = (gallery: Embeddings): number => countOf(gallery) * (depthOf(gallery) + 12) + 4 * 64;

const depthOf = ({ dimension }: Embeddings): number => Math.ceil(dimension / 8) * 8;

/** The largest code of a query of so many dimensions. */
export const largestQuery = (dimension: number): number =>
  Math.min(32_767, Math.floor((2 ** 31 - 1) / (LARGEST * Math.ceil(dimension / 8) * 8)));

/**
 * Codes a gallery, each row with a step of its own. With `e_j = v_j − step_j code_j` the radius of a row bounds, for every query u and
 * its own coded form, `|⟨u, v_j⟩ − ⟨coded u, coded v_j⟩| / |u|`: by Cauchy and Schwarz `|e_j|`, and `|f| ≤ η |u|` of the query's
 * rounding times the length of what it is multiplied with.
 */
export function* codeGallery(gallery: Embeddings, { memory, allocate }: Heap): Generator<undefined, Codes> {
  const { vectors, dimension: d, bias } = gallery;
  const [n, depth] = [countOf(gallery), depthOf(gallery)];
  const [codes, steps, radii, biases] = [n * depth, 4 * n, 4 * n, 4 * n].map(allocate) as [
    number,
    number,
    number,
    number,
  ];
  const rows = new Int8Array(memory.buffer, codes, n * depth);
  const [step, radius] = [steps, radii].map((pointer) => new Float32Array(memory.buffer, pointer, n));
  const most = largestQuery(d);
  const eta = Math.sqrt(d) / (2 * most) + SLACK;
  let largest = 0;
  for (let at = 0; at < vectors.length; at++) {
    const size = Math.abs(vectors[at]!);
    if (size > largest) largest = size;
    if (at % (ROWS * 256) === 0) yield;
  }
  const unit = largest === 0 ? 1 : 2 ** Math.ceil(Math.log2(largest / LARGEST));
  for (let row = 0; row < n; row++) {
    let peak = 0;
    for (let at = row * d; at < (row + 1) * d; at++) peak = Math.max(peak, Math.abs(vectors[at]!));
    const width = Math.fround(peak / LARGEST);
    const perStep = width > 0 ? 1 / width : 0;
    let [square, left] = [0, 0];
    for (let t = 0; t < d; t++) {
      const value = vectors[row * d + t]!;
      const code = perStep === 0 ? 0 : Math.max(-LARGEST, Math.min(LARGEST, Math.round(value * perStep)));
      const error = value - code * width;
      rows[row * depth + t] = code;
      square += value * value;
      left += error * error;
    }
    const off = Math.sqrt(left);
    step![row] = width / unit;
    radius![row] = ((off + eta * (Math.sqrt(square) + off)) * (1 + SLACK)) / unit;
    if (row % ROWS === 0) yield;
  }
  new Float32Array(memory.buffer, biases, n).set(bias ?? new Float32Array(n));
  const largestBias = bias?.reduce((most, value) => Math.max(most, Math.abs(value)), 0) ?? 0;
  return { codes, steps, radii, biases, depth, unit, largestBias, largestQuery: most };
}

/** Products of codes, and what is beside them in the same units, stay below this. */
const RANGE = 1e30;

/**
 * Codes queries, each with a step of its own. Bounds are in units of `|scale| step unit`; the row's own bias α moves no order, but
 * rounds what it is added to.
 */
export function codeQueries({ vectors, dimension: d, bias }: Embeddings, scale: number, codes: Codes): CodedQueries {
  const n = vectors.length / d;
  const { depth, unit, largestBias, largestQuery: most } = codes;
  const queries = new Int16Array(n * depth);
  const [reach, perBias, spare] = [new Float32Array(n), new Float32Array(n), new Float32Array(n)];
  const certain: boolean[] = [];
  for (let row = 0; row < n; row++) {
    let [peak, square] = [0, 0];
    for (let at = row * d; at < (row + 1) * d; at++) {
      peak = Math.max(peak, Math.abs(vectors[at]!));
      square += vectors[at]! * vectors[at]!;
    }
    const width = peak === 0 ? 1 : peak / most;
    for (let t = 0; t < d; t++) queries[row * depth + t] = Math.sign(scale) * Math.round(vectors[row * d + t]! / width);
    const value = Math.abs(scale) * width * unit;
    const others = Math.max(largestBias, Math.abs(bias?.[row] ?? 0)) / value;
    certain.push(value > 1e-290 && value < 1e250 && others < RANGE);
    reach[row] = (Math.sqrt(square) / width) * (1 + SLACK);
    perBias[row] = 1 / value;
    // The last term: what vanishes in float32 is less.
    spare[row] = (2 ** -49 * Math.abs(bias?.[row] ?? 0)) / value + 2 ** -60;
  }
  return { queries, reach, perBias, spare, certain };
}
