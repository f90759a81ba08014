import { posterior } from "@crosstilt/dataset-ocean/physics";
import { fieldOf, type Observation, observe, type Watched } from "./observation.js";
import { potentialRow } from "./potential-row.js";

/** The potential along the line through the middle of the square, at time 0, and what a path says of it. */
export interface PotentialLine {
  /** From west to east. */
  readonly x: readonly number[];
  readonly truth: readonly number[];
  /** Mean and standard deviation given the path. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Places along the line. */
const PLACES = 81;

/** The line in a field that is known, given its drifter's path. */
export function potentialLine({ ocean, positions, reading }: Observation, truth: ArrayLike<number>): PotentialLine {
  const { mean, deviation } = posterior(ocean, positions, reading);
  const x = Array.from({ length: PLACES }, (_, i) => i / (PLACES - 1));
  const rows = x.map((place) => potentialRow(ocean, [place, 0.5, 0]));
  const potentialOf = (coefficients: ArrayLike<number>) =>
    rows.map((row) => row.reduce((sum, value, k) => sum + value * coefficients[k]!, 0));
  return { x, truth: potentialOf(truth), mean: potentialOf(mean), deviation: rows.map(deviation) };
}

/** How many deviations the truth is from the mean, place by place. */
const distances = ({ truth, mean, deviation }: PotentialLine): number[] =>
  truth.map((value, i) => Math.abs(value - mean[i]!) / deviation[i]!);

/** Drifters dropped alike into the fields `from`, …, `from + count − 1` of a seed. */
export interface OtherFields {
  readonly from: number;
  readonly count: number;
}

const linesOf = (watched: Watched, { from, count }: OtherFields): PotentialLine[] =>
  Array.from({ length: count }, (_, i) => {
    const dropped: Watched = { ...watched, source: "drop", field: from + i };
    return potentialLine(observe(dropped)!, fieldOf(watched.seed, from + i));
  });

/**
 * The half width, in deviations, of the band around the mean that holds `share` of the truth over some fields. Were velocities along a
 * path read with independent errors, 1.64 would hold nine tenths; neighbouring ones share positions, and their errors with them.
 */
export function calibratedWidth(watched: Watched, fields: OtherFields, share = 0.9): number {
  const sorted = linesOf(watched, fields)
    .flatMap(distances)
    .sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1]!;
}

/** Share of the places at which the truth is within `width` deviations of the mean. */
export const heldWithin = (line: PotentialLine, width: number): number =>
  distances(line).filter((distance) => distance <= width).length / PLACES;

/** The mean share over some fields. */
export function coverage(watched: Watched, fields: OtherFields, width: number): number {
  const shares = linesOf(watched, fields).map((line) => heldWithin(line, width));
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
