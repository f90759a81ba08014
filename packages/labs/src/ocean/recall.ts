import { denseScores, queryRanks, type Scores } from "@crosstilt/core";
import { createPairMaker, pathVelocities, velocityRows } from "@crosstilt/dataset-ocean/physics";
import { retrievalMetrics } from "@crosstilt/evaluation";
import { type EncoderWeights, embedPath, posteriorMeanWeights } from "./embed-path.js";
import { cosines, galleryOf } from "./gallery.js";
import { droppedReading, lawOf, type Observation, recording, type Watching } from "./observation.js";
import type { PerMethod } from "./retrieval.js";

/** Pairs of a seed to measure retrieval on, with paths that are watched alike. */
export interface RecallJob extends Watching {
  readonly seed: number;
  readonly count: number;
  readonly trained: EncoderWeights | null;
}

/** Shares of queries whose partner is among the first 1, 2, … K. */
export interface RecallCurve {
  readonly trajectoryToPotential: readonly number[];
  readonly potentialToTrajectory: readonly number[];
}

/** The curves of every method that there is. */
export type RecallCurves = PerMethod<RecallCurve>;

/** The largest K of a curve. */
const LARGEST_K = 100;
/** Milliseconds of work between looks at what else is asked for. */
const BREATH = 40;

/**
 * Recall both ways over the pairs 0, …, count − 1 of a seed, all starting at (0.75, 0.75); null when it is no longer wanted.
 * `report` is told the share that is done.
 */
export async function measureRecall(
  job: RecallJob,
  { wanted, report }: { wanted(): boolean; report(done: number): unknown },
): Promise<RecallCurves | null> {
  const gallery = galleryOf(job.seed, job.count);
  const paths = scoredPaths(job, gallery);
  let breath = Date.now();
  for (let j = 0; j < job.count; j++) {
    paths.add(j);
    if (Date.now() - breath < BREATH) continue;
    void report(j / job.count);
    await new Promise((resolve) => setTimeout(resolve));
    if (!wanted()) return null;
    breath = Date.now();
  }
  const curves = Object.entries(paths.scores()).map(([method, scores]) => [method, curvesOf(scores)]);
  return Object.fromEntries(curves);
}

/** Collects what the scores of all paths (rows) against all potentials (columns) are made of. */
function scoredPaths(job: RecallJob, gallery: Float64Array) {
  const { count, trained } = job;
  const observations = observer(job);
  const width = gallery.length / count;
  const likelihoods = new Float64Array(count * count);
  const means = new Float64Array(count * width);
  const encoded = trained && new Float64Array(count * width);
  const deviations = [...observations.ocean.deviations, ...observations.ocean.deviations];
  return {
    add(j: number): void {
      const observation = observations.at(j);
      const { ocean, reading } = observation;
      likelihoods.set(closeness(observation, j, gallery), j * count);
      means.set(embedPath(observation, posteriorMeanWeights(ocean, reading.noise)), j * width);
      if (trained) encoded?.set(embedPath(observation, trained), j * width);
    },
    scores: (): PerMethod<Scores> => ({
      likelihood: denseScores(likelihoods, [count, count]),
      mean: cosines(means, gallery, width),
      whitened: cosines(means, gallery, width, deviations),
      ...(encoded && { encoder: cosines(encoded, gallery, width) }),
    }),
  };
}

/** The observed paths of a job, by their index. */
function observer(job: RecallJob) {
  const ocean = lawOf(job.seed, [0.75, 0.75], recording(job));
  const make = createPairMaker(ocean);
  const u = new Float32Array(2 * ocean.wavevectors.length);
  const v = new Float32Array(2 * ocean.settings.points);
  const at = (index: number): Observation => {
    make(index, u, v);
    return { ocean, positions: Float64Array.from(v), reading: droppedReading(job) };
  };
  return { ocean, at };
}

/** Beyond this many times the residual of the true pair a candidate is given up: it can be nobody's best. */
const HOPELESS = 4;

/**
 * Minus the squared velocity differences of every potential, a monotone function of the likelihood. All paths have the same
 * number of places, so a potential that is far worse than any true pair needs no exact value.
 */
function closeness({ ocean, positions, reading }: Observation, index: number, gallery: Float64Array): Float64Array {
  const { count, x, y, t, velocity } = pathVelocities(ocean, positions, reading.stride);
  const size = 2 * ocean.wavevectors.length;
  const rows = new Float64Array(2 * size * count);
  for (let n = 0; n < count; n++) velocityRows(ocean, [x[n]!, y[n]!], t[n]!, rows, 2 * size * n);
  const residual = (i: number, limit: number) => {
    let sum = 0;
    for (let n = 0; n < count && sum <= limit; n++) {
      let [wx, wy] = [-velocity[2 * n]!, -velocity[2 * n + 1]!];
      for (let k = 0, at = 2 * size * n; k < size; k++, at++) {
        const value = gallery[i * size + k]!;
        wx += rows[at]! * value;
        wy += rows[at + size]! * value;
      }
      sum += wx * wx + wy * wy;
    }
    return sum;
  };
  const limit = HOPELESS * residual(index, Number.POSITIVE_INFINITY) + count * ocean.settings.rmsSpeed;
  return Float64Array.from({ length: gallery.length / size }, (_, i) => -residual(i, limit));
}

/** Both curves of scores `[paths, potentials]` whose true pairs are on the diagonal; ties are in random order. */
export function curvesOf(scores: Scores): RecallCurve {
  return { trajectoryToPotential: recallsOf(scores), potentialToTrajectory: recallsOf(scores.transposed()) };
}

function recallsOf(scores: Scores): number[] {
  const count = scores.shape[0];
  const ks = Array.from({ length: Math.min(LARGEST_K, count) }, (_, k) => k + 1);
  const partners = Array.from({ length: count }, (_, i) => [i]);
  const metrics = retrievalMetrics(queryRanks(scores, partners), ks);
  return ks.map((k) => metrics[`recall@${k}`]!);
}
