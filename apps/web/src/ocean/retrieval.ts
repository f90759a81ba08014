import {
  createNormalEquations,
  createOcean,
  drawCoefficients,
  factorise,
  logLikelihoods,
  type Ocean,
  solveFactored,
} from "@crosstilt/dataset-ocean/physics";
import type { Observation } from "./observation.js";

/** What the physics-informed encoder has learned: log precisions and log gains `[2K]`. */
export interface EncoderWeights {
  readonly logPrecision: readonly number[];
  readonly logGain: readonly number[];
}

/** Scores of a path against the candidates, larger is better. */
export const methods = ["likelihood", "mean", "whitened", "encoder"] as const;
export type Method = (typeof methods)[number];

/** The candidates of a seed: coefficients of the fields 0, 1, …, `[size, 2K]`. */
export function galleryOf(seed: number, size: number): Float64Array {
  const ocean = createOcean({ seed });
  const width = 2 * ocean.wavevectors.length;
  const gallery = new Float64Array(size * width);
  for (let i = 0; i < size; i++) gallery.set(drawCoefficients(ocean, i), i * width);
  return gallery;
}

/** Weights at which the encoder is the posterior mean. */
export const posteriorMeanWeights = (ocean: Ocean, noise: number): EncoderWeights => ({
  logPrecision: new Array(2 * ocean.wavevectors.length).fill(2 * Math.log(noise)),
  logGain: new Array(2 * ocean.wavevectors.length).fill(0),
});

/** What the physics-informed encoder makes of a path, `c ∘ S (S AᵀA S + diag d)⁻¹ S Aᵀ y`, in float64. */
export function embedPath({ ocean, positions, reading }: Observation, weights: EncoderWeights): Float64Array {
  const { matrix, vector } = createNormalEquations(ocean, reading.stride)(positions);
  factorise(matrix, weights.logPrecision.map(Math.exp));
  solveFactored(matrix, vector);
  const deviations = [...ocean.deviations, ...ocean.deviations];
  return vector.map((value, k) => value * deviations[k]! * Math.exp(weights.logGain[k]!));
}

/** Cosines of an embedding with every candidate, after a division by `scale [2K]`. */
export function cosines(embedding: ArrayLike<number>, gallery: Float64Array, scale?: ArrayLike<number>): Float64Array {
  const width = embedding.length;
  const unit = unitVector(Float64Array.from(embedding, (value, k) => value / (scale?.[k] ?? 1)));
  return Float64Array.from({ length: gallery.length / width }, (_, i) => {
    let [product, square] = [0, 0];
    for (let k = 0; k < width; k++) {
      const value = gallery[i * width + k]! / (scale?.[k] ?? 1);
      product += value * unit[k]!;
      square += value * value;
    }
    return product / Math.sqrt(square);
  });
}

const unitVector = (vector: Float64Array): Float64Array => {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
};

/** Scores of every candidate by every method; the encoder's only where there is a trained one. */
export function scoreGallery(
  observation: Observation,
  gallery: Float64Array,
  trained: EncoderWeights | null,
): Partial<Record<Method, Float64Array>> {
  const { ocean, positions, reading } = observation;
  const mean = embedPath(observation, posteriorMeanWeights(ocean, reading.noise));
  const scores = {
    likelihood: logLikelihoods(ocean, positions, gallery, reading),
    mean: cosines(mean, gallery),
    whitened: cosines(mean, gallery, [...ocean.deviations, ...ocean.deviations]),
  };
  return trained ? { ...scores, encoder: cosines(embedPath(observation, trained), gallery) } : scores;
}

/** A candidate and its score. */
export interface Match {
  readonly index: number;
  readonly score: number;
}

/** The best candidates, and the rank of the true one where it is known: 1 + better ones + half of the ties. */
export interface Ranking {
  readonly best: readonly Match[];
  readonly rank: number | null;
}

/** The `count` best of scores, and the rank of one of them. */
export function rankingOf(scores: Float64Array, truth: number | null, count: number): Ranking {
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const best = order.slice(0, count).map((index) => ({ index, score: scores[index]! }));
  if (truth === null) return { best, rank: null };
  const own = scores[truth]!;
  let rank = 1;
  scores.forEach((score, i) => {
    if (i !== truth && score >= own) rank += score > own ? 1 : 0.5;
  });
  return { best, rank };
}
