import { blocks, CrosstiltError, type Pairs } from "@crosstilt/core";
import { sizeOf } from "@crosstilt/formats";
import { dependence } from "@crosstilt/gaussian";
import * as tf from "@tensorflow/tfjs-core";
import { hashRow } from "./hash.js";

/** What one side looks like. */
export interface SideReport {
  readonly shape: readonly number[];
  readonly dimension: number;
  /** Samples that repeat an earlier one. */
  readonly duplicates: number;
  /** Coordinates that never change. */
  readonly constantColumns: readonly number[];
}

/** Strength of the linear relation of the two sides, or why it was not estimated. */
export type CorrelationReport =
  | {
      /** Canonical correlations in descending order, less the bias of finitely many pairs. */
      readonly canonical: readonly number[];
      /** `I(u; v)` of the Gaussian part in nats, less its bias, `dim u · dim v / 2N` and more. */
      readonly mutualInformation: number;
      /** Intervals of 90 % of both. */
      readonly intervals: {
        readonly canonical: readonly (readonly [low: number, high: number])[];
        readonly mutualInformation: readonly [low: number, high: number];
      };
      /** Whether independence is refuted at 5 % (Bartlett, or permutations where pairs are few). */
      readonly dependent: boolean;
    }
  | { readonly skipped: string };

export interface DataReport {
  readonly count: number;
  /** Pairs that repeat an earlier pair. */
  readonly duplicatePairs: number;
  readonly u: SideReport;
  readonly v: SideReport;
  /** Memory of all samples as 32-bit floats. */
  readonly bytes: number;
  readonly correlation: CorrelationReport;
}

const BATCH = 256;
const MOST_COORDINATES = 400;
/** Pairs that the correlations are estimated from, spread evenly. */
const ENOUGH = 10_000;
/** Share of the mean variance added to the diagonal, so that collinear columns can be inverted. */
const RIDGE = 1e-6;

/**
 * What to know of pairs before training: counts, dimensions, duplicates, constant columns, memory, and how strongly the
 * sides are related (canonical correlations and mutual information of their Gaussian part, with intervals and a test of
 * independence). One pass over the pairs in batches.
 *
 * @example
 * const { count, correlation } = await dataReport((await readPairs({ u: "a.npy", v: "b.npy" })).train);
 */
export async function dataReport(pairs: Pairs): Promise<DataReport> {
  const [u, v] = [sideWatcher(pairs.shape.u), sideWatcher(pairs.shape.v)];
  const together = new Set<string>();
  const skipped = whyNotRelated(pairs.length, u.dimension + v.dimension);
  const every = Math.ceil(pairs.length / ENOUGH);
  const chosen: { u: Float32Array[]; v: Float32Array[] } = { u: [], v: [] };
  for await (const batch of batchesOf(pairs, u.dimension, v.dimension))
    batch.u.forEach((row, i) => {
      together.add(`${u.see(row)} ${v.see(batch.v[i]!)}`);
      if (skipped || (batch.start! + i) % every !== 0) return;
      chosen.u.push(row);
      chosen.v.push(batch.v[i]!);
    });
  return {
    count: pairs.length,
    duplicatePairs: pairs.length - together.size,
    u: u.report(pairs.length),
    v: v.report(pairs.length),
    bytes: 4 * pairs.length * (u.dimension + v.dimension),
    correlation: skipped ? { skipped } : await correlationOf(chosen),
  };
}

/** Remembers of the samples of one side what the report needs. */
function sideWatcher(shape: readonly number[]) {
  const dimension = sizeOf(shape);
  const seen = new Set<string>();
  const first = new Float32Array(dimension);
  const varies = new Uint8Array(dimension);
  return {
    dimension,
    /** A fingerprint of the sample. */
    see(row: Float32Array): string {
      if (seen.size === 0) first.set(row);
      for (let j = 0; j < dimension; j++) if (row[j] !== first[j]) varies[j] = 1;
      const fingerprint = hashRow(row);
      seen.add(fingerprint);
      return fingerprint;
    },
    report: (count: number): SideReport => ({
      shape,
      dimension,
      duplicates: count - seen.size,
      constantColumns: Array.from(varies.keys()).filter((j) => varies[j] === 0),
    }),
  };
}

async function* batchesOf(pairs: Pairs, p: number, q: number) {
  for (const indices of blocks(pairs.length, BATCH)) {
    const { u, v } = await pairs.batch(indices);
    const [left, right] = await Promise.all([u.data(), v.data()]);
    tf.dispose([u, v]);
    yield { start: indices[0], u: rowsOf(left, p), v: rowsOf(right, q) };
  }
}

function rowsOf(data: ArrayLike<number>, width: number): Float32Array[] {
  const floats = Float32Array.from(data);
  return Array.from({ length: floats.length / width }, (_, i) => floats.subarray(i * width, (i + 1) * width));
}

function whyNotRelated(count: number, dimension: number): string | undefined {
  if (dimension > MOST_COORDINATES) return `more than ${MOST_COORDINATES} coordinates in all: ${dimension}`;
  return count <= 2 * dimension ? `too few pairs (${count}) for ${dimension} coordinates` : undefined;
}

/** Pairs below which independence is tested by permutations; beyond, Bartlett's test is exact enough. */
const FEW = 500;

async function correlationOf(samples: { u: Float32Array[]; v: Float32Array[] }): Promise<CorrelationReport> {
  const variance = meanVariance(samples.u) + meanVariance(samples.v);
  if (variance === 0) return { skipped: "nothing varies" };
  const permutations = samples.u.length < FEW ? 199 : 0;
  try {
    const { canonical, mutualInformation, dependent } = await dependence(samples, {
      ridge: RIDGE * variance,
      permutations,
    });
    return {
      canonical: canonical.map(({ estimate }) => estimate),
      mutualInformation: mutualInformation.estimate,
      intervals: {
        canonical: canonical.map(({ interval }) => interval),
        mutualInformation: mutualInformation.interval,
      },
      dependent,
    };
  } catch (error) {
    if (error instanceof CrosstiltError) return { skipped: error.message };
    throw error;
  }
}

function meanVariance(rows: readonly Float32Array[]): number {
  const { length: d } = rows[0]!;
  const [sums, squares] = [new Float64Array(d), new Float64Array(d)];
  for (const row of rows)
    for (let j = 0; j < d; j++) {
      sums[j]! += row[j]!;
      squares[j]! += row[j]! * row[j]!;
    }
  return squares.reduce((all, square, j) => all + square / rows.length - (sums[j]! / rows.length) ** 2, 0) / (2 * d);
}
