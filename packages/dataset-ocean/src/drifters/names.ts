import { demand } from "@crosstilt/core";
import type { DrifterColumns } from "./options.js";
import type { DrifterTracks } from "./tracks.js";

const usual = {
  longitude: ["longitude", "lon", "long", "lons"],
  latitude: ["latitude", "lat", "lats"],
  x: ["x"],
  y: ["y"],
  time: ["time", "t", "date", "datetime", "date_time", "timestamp"],
  id: ["id", "drifter", "drifter_id", "buoy", "buoy_id", "trajectory", "trajectory_id", "platform", "platform_code"],
} as const;

/** Whether a variable counts the rows of contiguous ragged arrays. */
export const countsRows = (name: string, sampleDimension: unknown): boolean =>
  sampleDimension !== undefined || /^row_?size$/i.test(name);

/** The columns of a file that say who was where and when. */
export interface FoundColumns {
  readonly coordinates: DrifterTracks["coordinates"];
  readonly time: string;
  readonly x: string;
  readonly y: string;
  readonly id: string | undefined;
}

/**
 * Finds the columns among the names of a file, whatever their case.
 *
 * @throws naming what is missing and what there is.
 */
export function findColumns(file: string, names: readonly string[], given: DrifterColumns): FoundColumns {
  const find = (candidates: readonly string[]) =>
    names.find((name) =>
      candidates.includes(
        name
          .trim()
          .toLowerCase()
          .replace(/\s*[([].*$/, ""),
      ),
    );
  const demandName = (found: string | undefined, what: string) => {
    demand(found !== undefined && names.includes(found), () => ({
      argument: file,
      expected: what,
      received: `columns ${names.slice(0, 12).join(", ") || "without names"}`,
      remedy: "Rename a column, or name it in `columns`",
    }));
    return found;
  };
  const [lon, lat] = [find(usual.longitude), find(usual.latitude)];
  const geographic = given.x === undefined ? lon !== undefined || lat !== undefined : !/^x$/i.test(given.x);
  const x = given.x ?? (geographic ? lon : find(usual.x));
  const y = given.y ?? (geographic ? lat : find(usual.y));
  return {
    coordinates: geographic ? "geographic" : "plane",
    x: demandName(x, geographic ? "a column of longitudes such as lon" : "columns lon and lat, or x and y"),
    y: demandName(y, geographic ? "a column of latitudes such as lat" : "a column y beside x"),
    time: demandName(given.time ?? find(usual.time), "a column of times such as time or t"),
    id: given.id === undefined ? find(usual.id) : demandName(given.id, `a column ${given.id}`),
  };
}

/** Variables of a NetCDF file or a like one. */
interface NamedVariables {
  readonly names: readonly string[];
  standardName(name: string): string | undefined;
}

/** {@link findColumns} among variables, by their standard name where they have one: that is what says which is the longitude. */
export function netcdfColumns(
  file: string,
  { names, standardName }: NamedVariables,
  given: DrifterColumns = {},
): FoundColumns {
  const standard = names.map((name) => standardName(name) ?? name);
  const { coordinates, ...found } = findColumns(file, standard, given);
  const own = (name: string) => names[standard.indexOf(name)]!;
  const id = found.id === undefined ? undefined : own(found.id);
  return { coordinates, time: own(found.time), x: own(found.x), y: own(found.y), id };
}
