import { demand, describe } from "@crosstilt/core";
import { paperSettings } from "../settings.js";
import type { DrifterTrack, DrifterTracks } from "./tracks.js";

/** A track in the model's units: sides of the periodic square, and its time from 0 on. */
export interface TimedPath {
  readonly id: string;
  readonly time: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface ProjectOptions {
  /** Longitude and latitude, or x and y, of the middle of the square; default the middle of all tracks. */
  readonly centre?: readonly [number, number];
  /** Side of the square, in metres or the units of x and y; default the larger extent of all tracks. */
  readonly side?: number;
  /** Seconds in a unit of the model's time; default so that the longest track lasts T = 0.1. */
  readonly secondsPerUnit?: number;
}

/** Tracks in the model's units, and how to go back. */
export interface Projection {
  readonly paths: readonly TimedPath[];
  readonly centre: readonly [number, number];
  readonly side: number;
  readonly secondsPerUnit: number;
  /** Metres a second (or units of x and y a second) of a speed of 1 in the model. */
  readonly speedUnit: number;
}

/** Mean radius of the earth in metres. */
const RADIUS = 6_371_008.8;
const RADIAN = Math.PI / 180;

/**
 * Tracks on the model's periodic square: longitudes and latitudes by the equirectangular projection about the centre (a
 * tangent plane: good for regions of some hundred kilometres away from the poles), then scaled by the side of the square;
 * times from the first fix of each track. Positions are not wrapped.
 *
 * @throws for an impossible centre, side or unit of time, and when tracks of a single place or time leave them open.
 * @example
 * const { paths, speedUnit } = projectDrifters(tracks, { side: 200_000 });
 */
export function projectDrifters({ coordinates, tracks }: DrifterTracks, options: ProjectOptions = {}): Projection {
  const plane = tracks.map((track) => (coordinates === "geographic" ? unwound(track) : track));
  const centre = options.centre ?? middleOf(plane);
  const scale =
    coordinates === "geographic" ? [RADIUS * RADIAN * Math.cos(centre[1] * RADIAN), RADIUS * RADIAN] : [1, 1];
  const metres = plane.map(({ id, time, x, y }) => ({
    id,
    time: time.map((value) => value - time[0]),
    x: x.map((value) => (value - centre[0]) * scale[0]),
    y: y.map((value) => (value - centre[1]) * scale[1]),
  }));
  const side = options.side ?? Math.max(extent(metres, "x"), extent(metres, "y"));
  const secondsPerUnit = options.secondsPerUnit ?? longest(metres) / paperSettings.duration;
  demandPositive({ side, secondsPerUnit });
  const paths = metres.map(({ id, time, x, y }) => ({
    id,
    time: time.map((value) => value / secondsPerUnit),
    x: x.map((value) => value / side + 0.5),
    y: y.map((value) => value / side + 0.5),
  }));
  return { paths, centre, side, secondsPerUnit, speedUnit: side / secondsPerUnit };
}

/** Longitudes without jumps of a turn between neighbours. */
function unwound(track: DrifterTrack): DrifterTrack {
  const x = track.x.slice();
  for (let i = 1; i < x.length; i++) x[i] -= 360 * Math.round((x[i] - x[i - 1]) / 360);
  return { ...track, x };
}

type Axis = "x" | "y";
type Placed = readonly Record<Axis, Float64Array>[];

const bounds = (tracks: Placed, axis: Axis): [number, number] => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { [axis]: values } of tracks)
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
};
const extent = (tracks: Placed, axis: Axis): number => bounds(tracks, axis)[1] - bounds(tracks, axis)[0];
const middleOf = (tracks: Placed): [number, number] => {
  const middle = (axis: Axis) => (bounds(tracks, axis)[0] + bounds(tracks, axis)[1]) / 2;
  return [middle("x"), middle("y")];
};
const longest = (paths: readonly { time: Float64Array }[]): number =>
  paths.reduce((most, { time }) => Math.max(most, time.at(-1)!), 0);

function demandPositive(values: Record<string, number>): void {
  for (const [argument, value] of Object.entries(values))
    demand(Number.isFinite(value) && value > 0, () => ({
      argument,
      expected: "a number above 0",
      received: describe(value),
      remedy: "Give it, or tracks with fixes at several places and times",
    }));
}
