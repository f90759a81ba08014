import { createPairMaker, pathVelocities, velocityRows } from "@crosstilt/dataset-ocean/physics";
import { droppedReading, lawOf, type Observation, recording } from "./observation.js";
import {
  cosines,
  type EncoderWeights,
  embedPath,
  galleryOf,
  type Method,
  methods,
  posteriorMeanWeights,
} from "./retrieval.js";
import type { OceanSettings } from "./settings.js";

/** Pairs to measure retrieval on, as the settings say that paths are observed. */
export interface RecallJob extends Pick<OceanSettings, "seed" | "part" | "noise"> {
  readonly count: number;
  readonly trained: EncoderWeights | null;
}

/** Shares of queries whose partner is among the first 1, 2, … K. */
export interface RecallCurve {
  readonly trajectoryToPotential: readonly number[];
  readonly potentialToTrajectory: readonly number[];
}

/** The curves of every method that there is. */
export type RecallCurves = Partial<Record<Method, RecallCurve>>;

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
  const { seed, count, trained } = job;
  const gallery = galleryOf(seed, count);
  const observations = observer(job);
  const scores: Partial<Record<Method, Float64Array[]>> = {};
  let breath = Date.now();
  for (let j = 0; j < count; j++) {
    for (const [method, row] of Object.entries(scoresOf(observations(j), j, gallery, trained)))
      (scores[method as Method] ??= []).push(row);
    if (Date.now() - breath < BREATH) continue;
    void report(j / count);
    await new Promise((resolve) => setTimeout(resolve));
    if (!wanted()) return null;
    breath = Date.now();
  }
  const known = methods.filter((method) => scores[method]);
  return Object.fromEntries(known.map((method) => [method, curvesOf(scores[method]!)]));
}

/** The observed paths of a job, by their index. */
function observer(job: RecallJob): (index: number) => Observation {
  const ocean = lawOf(job.seed, [0.75, 0.75], recording(job));
  const make = createPairMaker(ocean);
  const u = new Float32Array(2 * ocean.wavevectors.length);
  const v = new Float32Array(2 * ocean.settings.points);
  return (index) => {
    make(index, u, v);
    return { ocean, positions: Float64Array.from(v), reading: droppedReading(job) };
  };
}

function scoresOf(
  observation: Observation,
  index: number,
  gallery: Float64Array,
  trained: EncoderWeights | null,
): Partial<Record<Method, Float64Array>> {
  const { ocean, reading } = observation;
  const mean = embedPath(observation, posteriorMeanWeights(ocean, reading.noise));
  const scores = {
    likelihood: closeness(observation, index, gallery),
    mean: cosines(mean, gallery),
    whitened: cosines(mean, gallery, [...ocean.deviations, ...ocean.deviations]),
  };
  return trained ? { ...scores, encoder: cosines(embedPath(observation, trained), gallery) } : scores;
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

/** Both curves of scores `[path][potential]` whose true pairs are on the diagonal; ranks are 1 + better ones + half of the ties. */
export function curvesOf(scores: readonly ArrayLike<number>[]): RecallCurve {
  const [ofPath, ofPotential] = [scores.map(() => 1), scores.map(() => 1)];
  scores.forEach((row, j) => {
    for (let i = 0; i < scores.length; i++) {
      if (i === j) continue;
      ofPath[j]! += standing(row[i]!, row[j]!);
      ofPotential[i]! += standing(row[i]!, scores[i]![i]!);
    }
  });
  return { trajectoryToPotential: sharesOf(ofPath), potentialToTrajectory: sharesOf(ofPotential) };
}

const standing = (score: number, own: number): number => (score > own ? 1 : score === own ? 0.5 : 0);

const sharesOf = (ranks: readonly number[]): number[] =>
  Array.from(
    { length: Math.min(LARGEST_K, ranks.length) },
    (_, k) => ranks.filter((rank) => rank <= k + 1).length / ranks.length,
  );
