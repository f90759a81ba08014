import { demand } from "@crosstilt/core";
import { netcdfColumns } from "./names.js";
import { type NetcdfFile, type NetcdfVariable, openNetcdf } from "./netcdf-file.js";
import type { DecodeOptions } from "./options.js";
import { timeUnits } from "./time-units.js";
import { type DrifterTracks, tracksOf } from "./tracks.js";

/**
 * A NetCDF-3 file of trajectories: `lon(obs)` with or without `id(obs)`, `lon(trajectory, obs)` with times of either shape,
 * or contiguous ragged arrays whose `rowsize(trajectory)` counts the fixes of each.
 */
export const decodeNetcdf = (name: string, bytes: Uint8Array, options: DecodeOptions): DrifterTracks =>
  tracksOfNetcdf(name, openNetcdf(name, bytes), options);

/** The tracks of an open file, of whatever version. */
export function tracksOfNetcdf(name: string, file: NetcdfFile, options: DecodeOptions): DrifterTracks {
  const columns = netcdfColumns(name, file, options.columns);
  const [x, y, time] = [file.variable(columns.x), file.variable(columns.y), file.variable(columns.time)];
  demandShape(name, y, x.shape);
  const perTrack = x.shape.at(-1)!;
  const shared = x.shape.length === 2 && time.shape.length === 1;
  demandShape(name, time, shared ? [perTrack] : x.shape);
  const { scale, origin } = timeUnits(
    options.timeUnits ?? time.units ?? "seconds",
    `${name}, variable ${columns.time}`,
    time.calendar,
  );
  const count = x.values.length;
  const seconds = Float64Array.from(time.values, (value) => value * scale + origin);
  return tracksOf(name, {
    coordinates: columns.coordinates,
    id: idsOf(name, file, columns.id, x.shape),
    time: shared ? Float64Array.from({ length: count }, (_, i) => seconds[i % perTrack]!) : seconds,
    x: x.values,
    y: y.values,
    where: (fix, column) => `${name}, variable ${columns[column]}, fix ${fix + 1}`,
  });
}

function demandShape(name: string, { name: key, shape }: NetcdfVariable, expected: readonly number[]): void {
  const same = shape.length === expected.length && shape.every((length, i) => length === expected[i]);
  demand(same && expected.length >= 1 && expected.length <= 2, () => ({
    argument: `${name}, variable ${key}`,
    expected: expected.length > 2 ? "one or two dimensions" : `shape [${expected}], that of the places`,
    received: `shape [${shape}]`,
  }));
}

/** The drifter of every fix. */
function idsOf(name: string, file: NetcdfFile, key: string | undefined, shape: readonly number[]): string[] {
  const labels = key === undefined ? null : file.labels(key);
  if (shape.length === 2) {
    const [tracks, fixes] = shape;
    const own = labels?.length === tracks ? labels : null;
    return Array.from(
      { length: tracks! * fixes! },
      (_, i) => own?.[Math.floor(i / fixes!)] ?? String(1 + Math.floor(i / fixes!)),
    );
  }
  const ragged = file.names.find((candidate) => file.isRowSize(candidate));
  if (ragged !== undefined) return raggedIds(name, file.variable(ragged), labels, shape[0]!);
  if (labels && labels.length === shape[0]) return labels;
  return new Array<string>(shape[0]!).fill(labels?.length === 1 ? labels[0]! : "1");
}

function raggedIds(name: string, sizes: NetcdfVariable, labels: readonly string[] | null, count: number): string[] {
  const total = sizes.values.reduce((sum, size) => sum + size, 0);
  const whole = sizes.values.every((size) => Number.isInteger(size) && size >= 0);
  demand(whole && total === count, () => ({
    argument: `${name}, variable ${sizes.name}`,
    expected: `counts that add up to the ${count} fixes`,
    received: `a sum of ${total}`,
  }));
  const own = labels?.length === sizes.values.length ? labels : null;
  return [...sizes.values].flatMap((size, i) => new Array<string>(size).fill(own?.[i] ?? String(i + 1)));
}
