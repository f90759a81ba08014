import { stat } from "node:fs/promises";
import { demand, refusal } from "@crosstilt/core";
import { fileError } from "@crosstilt/formats/node";
import { countsRows, type FoundColumns, netcdfColumns } from "./names.js";
import { unpacked } from "./netcdf-values.js";
import { openNetcdf4 } from "./netcdf4-file.js";
import type { DecodeOptions } from "./options.js";
import type { RaggedFile, RaggedVariable } from "./ragged-file.js";
import { timeUnits } from "./time-units.js";
import { type DrifterTracks, tracksOf } from "./tracks.js";
import { openZarr } from "./zarr-file.js";

export interface StreamDriftersOptions extends Omit<DecodeOptions, "name"> {
  /** Fixes that are in memory at once (default 262 144), unless a single drifter has more. */
  readonly fixes?: number;
}

/**
 * Drifters' tracks, some whole drifters at a time, from contiguous ragged arrays that are larger than memory, such as clouddrift,
 * xarray and the Global Drifter Program write them: a NetCDF-4 file by the optional package h5wasm, or a folder of Zarr (version 2
 * or 3) by zarrita. `rowsize` counts the fixes of each drifter; places and times are unpacked, and fixes in which something is
 * missing are left out and counted.
 *
 * @throws for damaged files, other arrangements and impossible values, naming the file and the variable, and where the package is
 * not installed.
 * @example
 * for await (const { tracks } of streamDrifters("gdp_v2.00.nc")) for (const { id, time, x, y } of tracks) use(id, time, x, y);
 */
export async function* streamDrifters(
  path: string,
  { fixes = 2 ** 18, ...options }: StreamDriftersOptions = {},
): AsyncGenerator<DrifterTracks> {
  demand(Number.isInteger(fixes) && fixes > 0, () => ({
    argument: "fixes",
    expected: "an integer >= 1",
    received: String(fixes),
  }));
  const file = await explained(path, () => open(path));
  try {
    const { sizes, ids, read } = await explained(path, () => arrangement(path, file, options));
    let [start, known] = [0, false];
    for (const group of groupsOf(sizes, fixes)) {
      const count = group.reduce((sum, row) => sum + sizes[row]!, 0);
      const tracks = await explained(path, () => read(start, count, group));
      start += count;
      known ||= tracks.tracks.length > 0;
      yield tracks;
    }
    demand(known, () => ({ argument: path, expected: "fixes with time and place", received: `${ids}, none of them` }));
  } finally {
    file.close();
  }
}

async function open(path: string): Promise<RaggedFile> {
  const entry = await stat(path).catch((error: unknown) => {
    throw fileError(path, "read", error);
  });
  return entry.isDirectory() ? openZarr(path) : openNetcdf4(path);
}

/** Rows that are read together, in order, each whole. */
function* groupsOf(sizes: ArrayLike<number>, most: number): Iterable<number[]> {
  let [group, count]: [number[], number] = [[], 0];
  for (let row = 0; row < sizes.length; row++) {
    if (group.length > 0 && count + sizes[row]! > most) {
      yield group;
      [group, count] = [[], 0];
    }
    group.push(row);
    count += sizes[row]!;
  }
  if (group.length > 0) yield group;
}

/** Where what is, and what reads some of it. */
async function arrangement(path: string, { variables }: RaggedFile, options: DecodeOptions) {
  const text = (name: string, attribute: string) => variables.get(name)?.attribute(attribute)?.toString();
  const names = [...variables.keys()];
  const columns = netcdfColumns(path, { names, standardName: (name) => text(name, "standard_name") }, options.columns);
  const [x, y, time] = [columns.x, columns.y, columns.time].map((name) => flat(path, variables, name));
  const { sizes, count } = await rowSizes(path, variables, x!.shape[0]!);
  for (const [variable, name] of [[y!, columns.y] as const, [time!, columns.time] as const])
    demandCount(`${path}, variable ${name}`, variable.shape[0]!, count);
  const ids = await idsOf(path, variables, columns, sizes.length);
  const { scale, origin } = timeUnits(
    options.timeUnits ?? text(columns.time, "units") ?? "seconds",
    `${path}, variable ${columns.time}`,
    text(columns.time, "calendar"),
  );
  const read = async (start: number, length: number, rows: readonly number[]): Promise<DrifterTracks> => {
    const part = async (variable: RaggedVariable) =>
      unpacked(await variable.values(start, start + length), (name) => variable.attribute(name));
    const [longitudes, latitudes, times] = [await part(x!), await part(y!), await part(time!)];
    const seconds = times.map((value) => value * scale + origin);
    const { coordinates } = columns;
    if (seconds.every((value, i) => Number.isNaN(value + longitudes[i]! + latitudes[i]!)))
      return { coordinates, tracks: [], missing: length };
    return tracksOf(path, {
      coordinates,
      id: rows.flatMap((row) => new Array<string>(sizes[row]!).fill(ids[row]!)),
      time: seconds,
      x: longitudes,
      y: latitudes,
      where: (fix, column) => `${path}, variable ${columns[column]}, fix ${start + fix + 1}`,
    });
  };
  return { sizes, ids: count, read };
}

function flat(path: string, variables: RaggedFile["variables"], name: string): RaggedVariable {
  const variable = variables.get(name)!;
  demand(variable.shape.length === 1, () => ({
    argument: `${path}, variable ${name}`,
    expected: "one dimension, that of the fixes",
    received: `shape [${variable.shape}]`,
    remedy: "Read it whole: decodeNetcdf4 or decodeDrifters",
  }));
  return variable;
}

async function rowSizes(path: string, variables: RaggedFile["variables"], count: number) {
  const found = [...variables].find(([name, one]) => countsRows(name, one.attribute("sample_dimension")));
  if (found === undefined)
    throw refusal({
      argument: path,
      expected: "a variable rowsize, which counts the fixes of each drifter",
      received: `variables ${[...variables.keys()].slice(0, 12).join(", ") || "none"}`,
      remedy: "Read it whole: decodeNetcdf4 or decodeDrifters",
    });
  const [name, variable] = found;
  const sizes = await flat(path, variables, name).values(0, variable.shape[0]!);
  const whole = sizes.every((size) => Number.isInteger(size) && size >= 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  demand(whole, () => ({ argument: `${path}, variable ${name}`, expected: "counts", received: "other numbers" }));
  demandCount(`${path}, variable ${name}, its sum`, total, count);
  return { sizes, count };
}

const demandCount = (argument: string, found: number, count: number) =>
  demand(found === count, () => ({ argument, expected: `${count}, one for each fix`, received: String(found) }));

/** What the drifters are called: the ids, which must differ, or their numbers. */
async function idsOf(
  path: string,
  variables: RaggedFile["variables"],
  { id }: FoundColumns,
  count: number,
): Promise<string[]> {
  const variable = id === undefined ? undefined : variables.get(id);
  if (variable?.shape[0] !== count) return Array.from({ length: count }, (_, row) => String(row + 1));
  const words = await variable.words();
  const seen = new Set<string>();
  const twice = words.find((word) => seen.size === seen.add(word).size);
  demand(twice === undefined, () => ({
    argument: `${path}, variable ${id}`,
    expected: "an id of its own for every drifter",
    received: `"${twice}" twice`,
  }));
  return words;
}

async function explained<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if ((error as Error).name === "CrosstiltError") throw error;
    throw refusal({
      argument: path,
      expected: "a whole NetCDF-4 file or Zarr group",
      received: `one that cannot be read (${(error as Error).message})`,
      remedy: "It is damaged or cut off; copy it again",
    });
  }
}
