import { refusal } from "@crosstilt/core";
import { sizeOf, toFloat64 } from "@crosstilt/formats";
import { readNpy } from "@crosstilt/formats/node";
import type { Pairs } from "@crosstilt/gaussian";

const BLOCK = 4096;

interface Rows {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

/** A matrix of an NPY file as nested arrays. */
export async function readMatrix(path: string): Promise<number[][]> {
  const { data, shape } = await readRows(path, "[n, n]");
  if (shape.length !== 2) throw wrongShape(path, "[n, n]", shape);
  const [rows, columns] = shape;
  return Array.from({ length: rows! }, (_, i) => Array.from(data.subarray(i * columns!, (i + 1) * columns!)));
}

/** Paired samples of two files: all at once, and in batches. */
export interface SampleFiles {
  readonly pairs: { readonly u: Rows; readonly v: Rows };
  readonly batches: Iterable<Pairs>;
}

/** Two NPY files of paired samples `[n, …]`; row i of u belongs to row i of v. */
export async function readSamples([pathU, pathV]: readonly [string, string]): Promise<SampleFiles> {
  const [u, v] = [await readRows(pathU, "[n, d]"), await readRows(pathV, "[n, d]")];
  if (u.shape[0] !== v.shape[0])
    throw refusal({
      argument: "--samples",
      expected: "as many samples of u as of v",
      received: `${u.shape[0]} in "${pathU}" and ${v.shape[0]} in "${pathV}"`,
      remedy: "Row i of u belongs to row i of v",
    });
  return { pairs: { u, v }, batches: batches(u, v) };
}

/** Labels of pairs from an NPY file `[n]` or `[n, 1]`: pairs of one label stay together. */
export async function readLabels(path: string, count: number): Promise<Float64Array> {
  const { data, shape } = await readNpy(path);
  if (shape[0] !== count || data.length !== count)
    throw wrongShape(path, `one label for each of the ${count} pairs`, shape);
  return toFloat64(data);
}

function* batches(u: Rows, v: Rows): Generator<Pairs> {
  for (let start = 0; start < u.shape[0]!; start += BLOCK) yield { u: slice(u, start), v: slice(v, start) };
}

function slice({ data, shape: [count, ...rest] }: Rows, start: number) {
  const width = sizeOf(rest);
  const end = Math.min(count!, start + BLOCK);
  return { data: data.subarray(start * width, end * width), shape: [end - start, width] };
}

async function readRows(path: string, expected: string): Promise<Rows> {
  const { data, shape } = await readNpy(path);
  if (shape.length < 2 || shape.includes(0)) throw wrongShape(path, expected, shape);
  return { data: toFloat64(data), shape };
}

const wrongShape = (path: string, expected: string, shape: readonly number[]) =>
  refusal({
    argument: path,
    expected: `an array ${expected} with entries`,
    received: `shape [${shape}]`,
    remedy: shape.length === 1 && expected === "[n, d]" ? "Reshape it to [n, 1]" : "Check which file this is",
  });
