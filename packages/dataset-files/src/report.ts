import { blocks, type Pairs } from "@crosstilt/core";
import { sizeOf } from "@crosstilt/formats";
import { canonicalCorrelations, type Moments, mutualInformation, plugInLaw, streamMoments } from "@crosstilt/gaussian";
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
      /** Canonical correlations in descending order. */
      readonly canonical: readonly number[];
      /** `I(u; v)` in nats if the pairs were Gaussian. */
      readonly mutualInformation: number;
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
 * sides are related (canonical correlations, mutual information under Gaussianity). One pass over the pairs in batches.
 *
 * @example
 * const { count, correlation } = await dataReport((await readPairs({ u: "a.npy", v: "b.npy" })).train);
 */
export async function dataReport(pairs: Pairs): Promise<DataReport> {
  const [u, v] = [sideWatcher(pairs.shape.u), sideWatcher(pairs.shape.v)];
  const together = new Set<string>();
  const skipped = whyNotRelated(pairs.length, u.dimension + v.dimension);
  const every = Math.ceil(pairs.length / ENOUGH);

  async function* samples() {
    for await (const batch of batchesOf(pairs, u.dimension, v.dimension)) {
      batch.u.forEach((row, i) => {
        together.add(`${u.see(row)} ${v.see(batch.v[i])}`);
      });
      const chosen = (_: unknown, i: number) => (batch.start + i) % every === 0;
      if (!skipped && batch.u.some(chosen)) yield { u: batch.u.filter(chosen), v: batch.v.filter(chosen) };
    }
  }
  const correlation = skipped ? await drain(samples(), skipped) : correlationOf(await streamMoments(samples()));
  return {
    count: pairs.length,
    duplicatePairs: pairs.length - together.size,
    u: u.report(pairs.length),
    v: v.report(pairs.length),
    bytes: 4 * pairs.length * (u.dimension + v.dimension),
    correlation,
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

async function drain(samples: AsyncIterable<unknown>, skipped: string): Promise<CorrelationReport> {
  for await (const _ of samples);
  return { skipped };
}

function correlationOf(moments: Moments): CorrelationReport {
  const variance = moments.scatter.reduce((sum, row, i) => sum + row[i], 0) / moments.count / moments.mean.length;
  if (variance === 0) return { skipped: "nothing varies" };
  const law = plugInLaw(moments, { ridge: RIDGE * variance });
  return { canonical: canonicalCorrelations(law).sigma, mutualInformation: mutualInformation(law) };
}
