import { createOcean, createTracer, posterior, velocityCount } from "@crosstilt/dataset-ocean/physics";
import { expose, transfer } from "comlink";
import type { Observation } from "./observation.js";
import { measureRecall, type RecallCurves, type RecallJob } from "./recall.js";
import {
  type EncoderWeights,
  galleryOf,
  type Method,
  methods,
  type Ranking,
  rankingOf,
  scoreGallery,
} from "./retrieval.js";
import { DURATION } from "./settings.js";
import { scatterTracers, TRACER_FRAMES } from "./tracers.js";

/** A path to retrieve the field of. */
export interface RetrievalJob {
  readonly observation: Observation;
  readonly seed: number;
  readonly size: number;
  /** The index of the true field in the gallery, where it is known. */
  readonly truth: number | null;
  readonly trained: EncoderWeights | null;
}

/** The rankings of all methods, and how far the likelihood trusts its best candidates. */
export interface Retrieval {
  readonly rankings: Partial<Record<Method, Ranking>>;
  /** Posterior weights of the likelihood's best candidates among the gallery. */
  readonly weights: readonly number[];
  /** Root mean square of what the likelihood's best candidate misses of a component of the velocities along the path. */
  readonly misfit: number;
}

/** Candidates that are shown. */
const SHOWN = 5;

let kept: { seed: number; gallery: Float64Array } = { seed: 0, gallery: new Float64Array() };

/** The gallery of a seed; a smaller one is the beginning of a larger. */
function gallery(seed: number, size: number, width: number): Float64Array {
  if (kept.seed !== seed || kept.gallery.length < size * width) kept = { seed, gallery: galleryOf(seed, size) };
  return kept.gallery.subarray(0, size * width);
}

const velocityCountOf = ({ ocean, reading }: Observation): number =>
  velocityCount(ocean.settings.points, reading.stride);

function retrieve({ observation, seed, size, truth, trained }: RetrievalJob): Retrieval {
  const candidates = gallery(seed, size, 2 * observation.ocean.wavevectors.length);
  const scores = scoreGallery(observation, candidates, trained);
  const known = methods.filter((method) => scores[method]);
  const rankings = Object.fromEntries(known.map((method) => [method, rankingOf(scores[method]!, truth, SHOWN)]));
  const largest = scores.likelihood!.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const total = scores.likelihood!.reduce((sum, score) => sum + Math.exp(score - largest), 0);
  const { best } = rankings.likelihood!;
  return {
    rankings,
    weights: best.map(({ score }) => Math.exp(score - largest) / total),
    misfit: observation.reading.noise * Math.sqrt(-largest / velocityCountOf(observation)),
  };
}

/** Standard deviations of ψ given a path, at the centres of `cells²` cells. */
function spread({ ocean, positions, reading }: Observation, time: number, cells: number): Float32Array {
  const { deviation } = posterior(ocean, positions, reading);
  const { wavevectors, frequencies } = ocean;
  const row = new Float64Array(2 * wavevectors.length);
  const values = Float32Array.from({ length: cells * cells }, (_, cell) => {
    const [x, y] = [((cell % cells) + 0.5) / cells, (Math.floor(cell / cells) + 0.5) / cells];
    wavevectors.forEach(([kx, ky], k) => {
      const angle = frequencies[k]! * time + 2 * Math.PI * (kx * x + ky * y);
      row[k] = Math.cos(angle);
      row[wavevectors.length + k] = -Math.sin(angle);
    });
    return deviation(row);
  });
  return transfer(values, [values.buffer]);
}

/** Paths of many drifters through a field, `[tracers, frames, 2]`, for the streaks of the map. */
function tracers(seed: number, coefficients: Float64Array): Float32Array {
  const trace = createTracer(createOcean({ seed }));
  const places = scatterTracers();
  const paths = new Float32Array(places.length * TRACER_FRAMES * 2);
  places.forEach((start, n) => {
    const first = 2 * n * TRACER_FRAMES;
    paths.set(start, first);
    const options = { coefficients, start, duration: DURATION, points: TRACER_FRAMES - 1, tolerance: 1e-4 };
    trace(options, (i, x, y) => paths.set([x, y], first + 2 * i + 2));
  });
  return transfer(paths, [paths.buffer]);
}

let current = 0;

/** Curves for the latest job; null for one that another has overtaken. */
function recall(job: RecallJob, report: (done: number) => unknown): Promise<RecallCurves | null> {
  const number = ++current;
  return measureRecall(job, { wanted: () => number === current, report });
}

const physics = { retrieve, spread, tracers, recall };

/** The worker as seen by `wrap`. */
export type Physics = typeof physics;

expose(physics);
