import { createGenerator, effectiveSampleSize, type Generator, type Scores, sample, softmax } from "@crosstilt/core";
import { type Ocean, type OceanSplits, posterior } from "@crosstilt/dataset-ocean";
import { type FieldCalibration, type FieldLaw, fieldCalibration } from "./field-calibration.js";
import { type MeasureHooks, pause } from "./pause.js";
import { type Probes, probe, velocityProbes } from "./probes.js";
import type { OceanRunSettings } from "./settings.js";

/** What a model's conditional over the gallery says of the velocity field, given paths. */
export interface Assimilation {
  /** Test paths it was asked about. */
  readonly paths: number;
  /** The true field among the candidates: how the model was trained, so what its calibration is about. */
  readonly withTruth: FieldCalibration;
  /** The true field left out, as it is of any field that nobody has drawn before. */
  readonly withoutTruth: FieldCalibration;
  /** Median effective number of candidates, the truth among them and left out. */
  readonly effectiveSize: { readonly withTruth: number; readonly withoutTruth: number };
}

/** Candidates and their weights; those of no weight to speak of are left out. */
export interface Weights {
  readonly indices: readonly number[];
  readonly weights: readonly number[];
}

const PATHS = 512;
const BLOCK = 64;
const NEGLIGIBLE = 1e-6;

/**
 * The conditional weights of the gallery (eq. 28) as a law of the velocities, against the truth, over the first test paths.
 *
 * @param scores of paths (rows) and candidates (columns), path i with its own field i.
 */
export async function assimilate(
  { ocean, test }: OceanSplits,
  scores: Scores,
  seed: number,
  { signal, onProgress }: MeasureHooks = {},
): Promise<Assimilation> {
  const probes = velocityProbes(ocean);
  const values = probe(probes, test.raw.u);
  const paths = Math.min(PATHS, test.length);
  const generator = createGenerator(seed).fork("assimilation");
  const [whole, rest] = [fieldCalibration(generator.fork("whole")), fieldCalibration(generator.fork("rest"))];
  const sizes: { withTruth: number[]; withoutTruth: number[] } = { withTruth: [], withoutTruth: [] };
  for (let path = 0; path < paths; path++) {
    const truth = valuesAt(values, probes, path);
    const withTruth = candidateWeights(scores, path);
    const withoutTruth = candidateWeights(scores, path, path);
    whole.add(truth, weightedLaw(withTruth, values, probes));
    rest.add(truth, weightedLaw(withoutTruth, values, probes));
    sizes.withTruth.push(effectiveSampleSize(withTruth.weights));
    sizes.withoutTruth.push(effectiveSampleSize(withoutTruth.weights));
    if ((path + 1) % BLOCK > 0 && path + 1 < paths) continue;
    onProgress?.(path + 1, paths);
    await pause(signal);
  }
  const effectiveSize = { withTruth: median(sizes.withTruth), withoutTruth: median(sizes.withoutTruth) };
  return { paths, withTruth: whole.result(), withoutTruth: rest.result(), effectiveSize };
}

/** The exact posterior of the velocities against the truth, over the same paths. */
export async function posteriorCalibration(
  { ocean, test }: OceanSplits,
  { stride, velocityNoise, seed }: OceanRunSettings,
  { signal, onProgress }: MeasureHooks = {},
): Promise<FieldCalibration> {
  const probes = velocityProbes(ocean);
  const paths = Math.min(PATHS, test.length);
  const values = probe(probes, test.raw.u.subarray(0, paths * test.shape.u[0]!));
  const calibration = fieldCalibration(createGenerator(seed).fork("posterior"));
  const size = test.shape.v[0]! * test.shape.v[1]!;
  for (let i = 0; i < paths; i++) {
    const path = test.raw.v.subarray(i * size, (i + 1) * size);
    calibration.add(valuesAt(values, probes, i), posteriorLaw(ocean, path, { stride, noise: velocityNoise }, probes));
    if (i % BLOCK === 0) {
      onProgress?.(i, paths);
      await pause(signal);
    }
  }
  return calibration.result();
}

function posteriorLaw(
  ocean: Ocean,
  path: ArrayLike<number>,
  reading: Parameters<typeof posterior>[2],
  probes: Probes,
): FieldLaw {
  const width = probes.rows.length / probes.count;
  const law = posterior(ocean, path, reading);
  const mean = probe(probes, law.mean);
  const deviation = mean.map((_, i) => law.deviation(probes.rows.subarray(i * width, (i + 1) * width)));
  return { mean, deviation, draw: (generator) => mean.map((value, i) => value + deviation[i]! * generator.normal()) };
}

/** The conditional distribution over the candidates given a path, one of them left out if so wished. */
export function candidateWeights(scores: Scores, path: number, without = -1): Weights {
  const score = (j: number) => (j === without ? Number.NEGATIVE_INFINITY : scores.at(path, j));
  const all = softmax(Float64Array.from({ length: scores.shape[1] }, (_, j) => score(j)));
  const largest = all.reduce((most, weight) => Math.max(most, weight), 0);
  const indices = Array.from(all.keys()).filter((j) => all[j]! >= NEGLIGIBLE * largest);
  const total = indices.reduce((sum, j) => sum + all[j]!, 0);
  return { indices, weights: indices.map((j) => all[j]! / total) };
}

function weightedLaw({ indices, weights }: Weights, values: Float64Array, probes: Probes): FieldLaw {
  const members = indices.map((index) => valuesAt(values, probes, index));
  const mean = new Float64Array(probes.count);
  members.forEach((member, j) => {
    for (let i = 0; i < mean.length; i++) mean[i]! += weights[j]! * member[i]!;
  });
  const deviation = mean.map((centre, i) =>
    Math.sqrt(members.reduce((sum, member, j) => sum + weights[j]! * (member[i]! - centre) ** 2, 0)),
  );
  const draw = (generator: Generator) => members[sample(weights, { count: 1, generator })[0]!]!;
  return { mean, deviation, draw };
}

const valuesAt = (values: Float64Array, { count }: Probes, index: number) =>
  values.subarray(index * count, (index + 1) * count);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
