import { denseScores, distribution, queryRanks, type Scores, topK } from "@crosstilt/core";
import { logLikelihoods, velocityCount } from "@crosstilt/dataset-ocean/physics";
import { type EncoderWeights, embedPath, posteriorMeanWeights } from "./embed-path.js";
import { cosines } from "./gallery.js";
import type { Observation } from "./observation.js";

/** Scores of a path against the candidates, larger is better. */
export const methods = ["likelihood", "mean", "whitened", "encoder"] as const;
export type Method = (typeof methods)[number];

/** What there is of each method; the encoder's only where there is a trained one. */
export type PerMethod<T> = Partial<Record<Method, T>>;

/** Scores `[1, candidates]` of every candidate by every method. */
export function scoreGallery(
  observation: Observation,
  gallery: Float64Array,
  trained: EncoderWeights | null,
): PerMethod<Scores> & { readonly likelihood: Scores } {
  const { ocean, positions, reading } = observation;
  const likelihoods = logLikelihoods(ocean, positions, gallery, reading);
  const mean = embedPath(observation, posteriorMeanWeights(ocean, reading.noise));
  const deviations = [...ocean.deviations, ...ocean.deviations];
  const width = deviations.length;
  return {
    likelihood: denseScores(likelihoods, [1, likelihoods.length]),
    mean: cosines(mean, gallery, width),
    whitened: cosines(mean, gallery, width, deviations),
    ...(trained && { encoder: cosines(embedPath(observation, trained), gallery, width) }),
  };
}

/** A candidate and its score. */
export interface Match {
  readonly index: number;
  readonly score: number;
}

/** The best candidates, and the rank of the true one where it is known: the mean over random orders of ties. */
export interface Ranking {
  readonly best: readonly Match[];
  readonly rank: number | null;
}

/** The `count` best of scores `[1, candidates]`, and the rank of one of them. */
export function rankingOf(scores: Scores, truth: number | null, count: number): Ranking {
  const best = Array.from(topK(scores, count).indices, (index) => ({ index, score: scores.at(0, index) }));
  if (truth === null) return { best, rank: null };
  const { better, tied } = queryRanks(scores, [[truth]])[0]!.groups[0]!;
  return { best, rank: better + (tied + 1) / 2 };
}

/** The rankings of all methods, and how far the likelihood trusts its best candidates. */
export interface Retrieval {
  readonly rankings: PerMethod<Ranking>;
  /** Posterior weights of the likelihood's best candidates among the gallery. */
  readonly weights: readonly number[];
  /** Root mean square of what the likelihood's best candidate misses of a component of the velocities along the path. */
  readonly misfit: number;
}

/** Candidates that are shown. */
const SHOWN = 5;

/** Ranks a gallery for a path by every method; `truth` is the index of the true field in it, where it is known. */
export function retrieveField(
  observation: Observation,
  gallery: Float64Array,
  truth: number | null,
  trained: EncoderWeights | null,
): Retrieval {
  const scores = scoreGallery(observation, gallery, trained);
  const known = methods.flatMap((method) => (scores[method] ? [[method, scores[method]] as const] : []));
  const rankings = Object.fromEntries(known.map(([method, own]) => [method, rankingOf(own, truth, SHOWN)]));
  const { best } = rankingOf(scores.likelihood, null, SHOWN);
  const posterior = distribution(scores.likelihood, 0);
  const { ocean, reading } = observation;
  const velocities = velocityCount(ocean.settings.points, reading.stride);
  return {
    rankings,
    weights: best.map(({ index }) => posterior[index]!),
    misfit: reading.noise * Math.sqrt(-best[0]!.score / velocities),
  };
}
