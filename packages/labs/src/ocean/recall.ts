import { countOf, denseScores, type Embeddings, queryRanks, type Scores, uncheckedScores } from "@crosstilt/core";
import { createPairMaker, pathVelocities, velocityRows } from "@crosstilt/dataset-ocean/physics";
import { retrievalMetrics } from "@crosstilt/evaluation";
import { type EncoderWeights, embedPath, posteriorMeanWeights } from "./embed-path.js";
import { galleryOf, unitRows } from "./gallery.js";
import { droppedReading, lawOf, type Observation, recording, type Watching } from "./observation.js";
import { type Method, methods, type PerMethod } from "./retrieval.js";

/** Pairs of a seed to measure retrieval on, with paths that are watched alike. */
export interface RecallJob extends Watching {
  readonly seed: number;
  readonly count: number;
  readonly trained: EncoderWeights | null;
  /** The scores to measure (default: all that there are). */
  readonly methods?: readonly Method[];
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
  const paths = scoredPaths(job);
  const curves: RecallCurves = {};
  let breath = Date.now();
  const goOn = async (done: number): Promise<boolean> => {
    if (Date.now() - breath < BREATH) return true;
    void report(done);
    await new Promise((resolve) => setTimeout(resolve));
    breath = Date.now();
    return wanted();
  };
  for (let j = 0; j < job.count; j++) {
    paths.add(j);
    if (!(await goOn((j + 1) / job.count))) return null;
  }
  for (const [method, values] of paths.rows) {
    curves[method] = curvesOf(denseScores(values, [job.count, job.count]));
    if (!(await goOn(1))) return null;
  }
  return curves;
}

/** Collects the scores `[path, potential]` of every method, path by path. */
function scoredPaths(job: RecallJob) {
  const { seed, count, trained } = job;
  const gallery = galleryOf(seed, count);
  const observations = observer(job);
  const deviations = [...observations.ocean.deviations, ...observations.ocean.deviations];
  const width = deviations.length;
  const [raw, whitened] = [unitRows(gallery, width), unitRows(gallery, width, deviations)];
  const known = (job.methods ?? methods).filter((method) => method !== "encoder" || trained);
  const rows = new Map(known.map((method) => [method, new Float64Array(count * count)]));
  return {
    rows,
    add(j: number): void {
      const observation = observations.at(j);
      const { ocean, reading } = observation;
      let found: Float64Array | undefined;
      const mean = () => (found ??= embedPath(observation, posteriorMeanWeights(ocean, reading.noise)));
      const rowOf: Readonly<Record<Method, () => Float64Array>> = {
        likelihood: () => closeness(observation, j, gallery),
        mean: () => products(unitRows(mean(), width), raw),
        whitened: () => products(unitRows(mean(), width, deviations), whitened),
        encoder: () => products(unitRows(embedPath(observation, trained!), width), raw),
      };
      for (const method of known) rows.get(method)!.set(rowOf[method](), j * count);
    },
  };
}

/** The scores of one embedding with all of a gallery, exactly. */
function products(u: Embeddings, v: Embeddings): Float64Array {
  const row = new Float64Array(countOf(v));
  for (const { column, columns, values } of uncheckedScores({ u, v }).blocks())
    row.set(values.subarray(0, columns), column);
  return row;
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
