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
 * Tracks on the model's periodic square: longitudes and latitudes by the azimuthal equidistant projection about the centre,
 * on a sphere and across the date line, then scaled by the side of the square; times from the first fix of each track. Positions are not wrapped.
 *
 * @throws for an impossible centre, side or unit of time, and when tracks of a single place or time leave them open.
 * @example
 * const { paths, speedUnit } = projectDrifters(tracks, { side: 200_000 });
 */
export function projectDrifters({ coordinates, tracks }: DrifterTracks, options: ProjectOptions = {}): Projection {
  const plane = coordinates === "geographic" ? unwound(tracks, options.centre?.[0]) : tracks;
  const centre = options.centre ?? middleOf(plane);
  const project =
    coordinates === "geographic" ? azimuthal(centre) : (x: number, y: number) => [x - centre[0], y - centre[1]];
  const metres = plane.map(({ id, time, x, y }) => {
    const places = Array.from(x, (value, i) => project(value, y[i]!));
    return {
      id,
      time: time.map((value) => value - time[0]!),
      x: x.map((_, i) => places[i]![0]!),
      y: y.map((_, i) => places[i]![1]!),
    };
  });
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

/**
 * The azimuthal equidistant projection about a centre, in metres: distances and directions from it are right everywhere, those
 * between two places d away from it within (d / R)² / 6.
 */
function azimuthal([east, north]: readonly [number, number]): (x: number, y: number) => [number, number] {
  const [sin0, cos0] = [Math.sin(north * RADIAN), Math.cos(north * RADIAN)];
  return (x, y) => {
    const [turn, latitude] = [(x - east) * RADIAN, y * RADIAN];
    const [sin, cos] = [Math.sin(latitude), Math.cos(latitude)];
    // The place as a vector to the east, to the north and outwards at the centre.
    const [right, up] = [cos * Math.sin(turn), cos0 * sin - sin0 * cos * Math.cos(turn)];
    const angle = Math.atan2(Math.hypot(right, up), sin0 * sin + cos0 * cos * Math.cos(turn));
    const scale = angle === 0 ? 0 : (RADIUS * angle) / Math.hypot(right, up);
    return [right * scale, up * scale];
  };
}

/**
 * Tracks whose longitudes do not jump by turns, neither between neighbours nor between tracks: all lie about one meridian,
 * that of the given centre or the one opposite to the widest stretch without fixes.
 */
function unwound(tracks: readonly DrifterTrack[], centre?: number): DrifterTrack[] {
  const middle = centre ?? middleMeridian(tracks);
  return tracks.map((track) => {
    const x = track.x.slice();
    for (let i = 1; i < x.length; i++) x[i]! -= 360 * Math.round((x[i]! - x[i - 1]!) / 360);
    const own = x.reduce((sum, value) => sum + value / x.length, 0);
    const turns = 360 * Math.round((own - middle) / 360);
    return { ...track, x: x.map((value) => value - turns) };
  });
}

function middleMeridian(tracks: readonly DrifterTrack[]): number {
  const all = tracks.flatMap(({ x }) => Array.from(x, (value) => ((value % 360) + 360) % 360)).sort((a, b) => a - b);
  let widest = { width: all[0]! + 360 - all[all.length - 1]!, end: all[0] };
  for (let i = 1; i < all.length; i++) {
    const width = all[i]! - all[i - 1]!;
    if (width > widest.width) widest = { width, end: all[i] };
  }
  return widest.end! + (360 - widest.width) / 2;
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
