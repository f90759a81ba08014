import { type DrifterTracks, decodeDrifters, projectDrifters, resamplePath } from "@crosstilt/dataset-ocean/drifters";
import { DURATION } from "./observation.js";
import { fits, OWN_POINTS, type OwnPath } from "./own-path.js";

/** A track of an uploaded file that can be chosen. */
export interface UploadedTrack {
  readonly id: string;
  readonly fixes: number;
  readonly path: OwnPath;
}

/** The tracks of an uploaded file, and what was done to them, in words. */
export interface Upload {
  readonly name: string;
  readonly tracks: readonly UploadedTrack[];
  readonly missing: number;
  readonly geographic: boolean;
}

/** The tracks in the bytes of a file of drifters; tracks of fewer than three fixes are left out where there are longer ones. */
export function readUpload(name: string, bytes: Uint8Array): Upload {
  const tracks = decodeDrifters(bytes, { name });
  const long = tracks.tracks.filter(({ time }) => time.length >= 3);
  const kept = long.length > 0 ? long : tracks.tracks.slice(0, 1);
  return {
    name,
    tracks: kept.map((track) => ({ id: track.id, fixes: track.time.length, path: pathOf(tracks, track) })),
    missing: tracks.missing,
    geographic: tracks.coordinates === "geographic",
  };
}

/** A plane track in the model's units stays as it is; any other is scaled to the square and to the model's time. */
function pathOf({ coordinates }: DrifterTracks, track: DrifterTracks["tracks"][number]): OwnPath {
  const set = { coordinates, tracks: [track], missing: 0 };
  const asIs = projectDrifters(set, { centre: [0.5, 0.5], side: 1, secondsPerUnit: 1 }).paths[0]!;
  const lasts = asIs.time.at(-1)!;
  const inUnits = coordinates === "plane" && lasts >= 0.05 * DURATION && lasts <= 1.001 * DURATION;
  const places = [...asIs.x, ...asIs.y];
  if (inUnits && fits(places)) return recorded(asIs, Math.min(OWN_POINTS, Math.round((OWN_POINTS * lasts) / DURATION)));
  return recorded(projectDrifters(set).paths[0]!, OWN_POINTS);
}

function recorded(path: Parameters<typeof resamplePath>[0], points: number): OwnPath {
  const { start, positions } = resamplePath(path, points);
  return [...start, ...positions];
}
