import {
  calibratedWidth,
  coverage,
  type EncoderWeights,
  galleryOf,
  measureRecall,
  type Observation,
  type OtherFields,
  potentialSpread,
  type RecallCurves,
  type RecallJob,
  type Retrieval,
  retrieveField,
  tracerPaths,
  type Watched,
} from "@crosstilt/labs/ocean";
import { expose, transfer } from "comlink";

/** A path to retrieve the field of. */
export interface RetrievalJob {
  readonly observation: Observation;
  readonly seed: number;
  readonly size: number;
  /** The index of the true field in the gallery, where it is known. */
  readonly truth: number | null;
  readonly trained: EncoderWeights | null;
}

let kept: { seed: number; gallery: Float64Array } = { seed: 0, gallery: new Float64Array() };

/** The gallery of a seed; a smaller one is the beginning of a larger. */
function gallery(seed: number, size: number, width: number): Float64Array {
  if (kept.seed !== seed || kept.gallery.length < size * width) kept = { seed, gallery: galleryOf(seed, size) };
  return kept.gallery.subarray(0, size * width);
}

function retrieve({ observation, seed, size, truth, trained }: RetrievalJob): Retrieval {
  const candidates = gallery(seed, size, 2 * observation.ocean.wavevectors.length);
  return retrieveField(observation, candidates, truth, trained);
}

function spread(observation: Observation, time: number, cells: number): Float32Array {
  const values = potentialSpread(observation, time, cells);
  return transfer(values, [values.buffer]);
}

function tracers(seed: number, coefficients: Float64Array): Float32Array {
  const paths = tracerPaths(seed, coefficients);
  return transfer(paths, [paths.buffer]);
}

let current = 0;

/** Curves for the latest job; null for one that another has overtaken. */
function recall(job: RecallJob, report: (done: number) => unknown): Promise<RecallCurves | null> {
  const number = ++current;
  return measureRecall(job, { wanted: () => number === current, report });
}

/** What a band that was set on some fields holds of others, and what 1.64 standard deviations would. */
function bandCoverage(watched: Watched, setOn: OtherFields, judgedBy: OtherFields) {
  const width = calibratedWidth(watched, setOn);
  return { width, held: coverage(watched, judgedBy, width), textbook: coverage(watched, judgedBy, 1.645) };
}

/** Ends the measurement that is under way. */
function stopRecall(): void {
  current += 1;
}

const physics = { stopRecall, bandCoverage, calibratedWidth, retrieve, spread, tracers, recall };

/** The worker as seen by `wrap`. */
export type Physics = typeof physics;

expose(physics);
