import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openNetcdf } from "../src/drifters/netcdf-file.js";
import { timeUnits } from "../src/drifters/time-units.js";
import { decodeDrifters } from "../src/index.js";
import { decodeNetcdf4 } from "../src/netcdf4.js";
import { netcdfBytes } from "./netcdf-bytes.js";

/** Files of netCDF4 and what it reads back; `fixtures/recipe.py` makes both. */
const fixture = (name: string) => new URL(`fixtures/${name}`, import.meta.url);
const { units, ragged, ...files } = JSON.parse(readFileSync(fixture("expected.json"), "utf8"));

test.each(Object.keys(files))("%s: packed numbers, with and without records, are what netCDF4 reads back", (name) => {
  const file = openNetcdf(name, new Uint8Array(readFileSync(fixture(name))));
  for (const [variable, values] of Object.entries<number[]>(files[name])) {
    const found = file.variable(variable).values;
    expect(found.length).toBe(values.length);
    values.forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 12);
    });
  }
});

test.each<[string, string, number]>(units)("1000 %s (%s) is the instant of cftime", (text, calendar, seconds) => {
  const { scale, origin } = timeUnits(text, "a.nc", calendar);
  expect(1000 * scale + origin).toBeCloseTo(seconds, 5);
});

test("hours of a zone may have one digit, and unknown calendars and dates that are none are refused", () => {
  const wanted = timeUnits("microseconds since 1992-10-8 15:15:42.5 -06:00", "a.nc");
  expect(timeUnits("microseconds since 1992-10-8 15:15:42.5 -6:00", "a.nc")).toEqual(wanted);
  expect(() => timeUnits("days since 2000-01-01", "a.nc, time", "martian")).toThrow(
    "a.nc, time, calendar: expected one of",
  );
  for (const [date, calendar] of [
    ["1582-10-10", "standard"],
    ["2001-02-29", "noleap"],
    ["2000-01-31", "360_day"],
  ])
    expect(() => timeUnits(`days since ${date}`, "a.nc", calendar)).toThrow("units such as");
});

test("values that a file calls missing or invalid are missing, in a list or a range, by their packed numbers", () => {
  const values = (attributes: Record<string, string | number | number[]>) => {
    const x = { dimensions: ["obs"], type: "short" as const, values: [1, 2, 3, 4], attributes };
    return [...openNetcdf("a.nc", netcdfBytes({ obs: 4 }, { x })).variable("x").values];
  };
  expect(values({ missing_value: [2, 4], scale_factor: 10 })).toEqual([10, Number.NaN, 30, Number.NaN]);
  expect(values({ valid_range: [2, 3] })).toEqual([Number.NaN, 2, 3, Number.NaN]);
  expect(values({ valid_min: 2 })).toEqual([Number.NaN, 2, 3, 4]);
  expect(values({ valid_max: 2, add_offset: -1 })).toEqual([0, 1, Number.NaN, Number.NaN]);
});

test("microseconds of a drifter's fixes in a CSV file stay apart", () => {
  const text = "time,lon,lat\n2024-05-01T12:00:00.000037Z,1,2\n2024-05-01T12:00:00Z,1,2\n";
  const { time } = decodeDrifters(new TextEncoder().encode(text)).tracks[0]!;
  expect((time[1]! - time[0]!) * 1e6).toBeCloseTo(37, 0);
});

test("ragged arrays of NetCDF-4, as the Global Drifter Program writes them, are tracks without the fixes that miss something", async () => {
  const bytes = new Uint8Array(readFileSync(fixture("ragged.nc4")));
  const { tracks, coordinates, missing } = await decodeNetcdf4(bytes, { name: "ragged.nc4" });
  expect([coordinates, missing, tracks.map(({ id }) => id)]).toEqual(["geographic", 1, ragged.id]);
  let at = 0;
  for (const [k, { time, x, y }] of tracks.entries()) {
    const places = Array.from({ length: ragged.rowsize[k] }, () => at++).filter((i) => ragged.lon[i] !== null);
    expect(Array.from(time)).toEqual(places.map((i) => ragged.time[i]));
    expect(Array.from(x)).toEqual(places.map((i) => ragged.lon[i]));
    places.forEach((i, n) => {
      expect(y[n]).toBeCloseTo(ragged.lat[i], 10);
    });
  }
  for (const length of [100, 2000, bytes.length - 1])
    await expect(decodeNetcdf4(bytes.slice(0, length), { name: "cut.nc" })).rejects.toThrow(/^cut\.nc/);
});
