import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeDrifters, projectDrifters, resamplePath } from "../src/index.js";
import { netcdfBytes, type WrittenVariable } from "./netcdf-bytes.js";

const decode = (text: string, options = {}) =>
  decodeDrifters(new TextEncoder().encode(text), { name: "a.csv", ...options });
const plain = ({ time, x, y }: { time: Float64Array; x: Float64Array; y: Float64Array }) => [[...time], [...x], [...y]];

describe("a CSV file of drifters", () => {
  test("is read by id, sorted by time, without the fixes that miss something", () => {
    const { coordinates, tracks, missing } = decode(
      "id,time,lat,lon\nb,60,41,-30.5\na,30,40.5,-30\nb,0,40,-31\na,0,NaN,-30\na,90,40,\nb,120,42,-30\n\n",
    );
    expect({ coordinates, missing, ids: tracks.map(({ id }) => id) }).toEqual({
      coordinates: "geographic",
      missing: 2,
      ids: ["b", "a"],
    });
    expect(plain(tracks[0]!)).toEqual([
      [0, 60, 120],
      [-31, -30.5, -30],
      [40, 41, 42],
    ]);
  });

  test.each([
    ["dates", "time,x,y\n1970-01-02,0,0\n1970-01-02T06:30:00Z,1,0\n", [86_400, 109_800]],
    ["units in brackets", "t (hours),x,y\n1,0,0\n2.5,1,0\n", [3600, 9000]],
    [
      "a line of units",
      "time,longitude,latitude\ndays since 1970-01-03,degrees_east,degrees_north\n0,1,2\n1,1,2\n",
      [172_800, 259_200],
    ],
    [
      "a line of units and dates",
      "time,longitude,latitude\nUTC,degrees_east,degrees_north\n1970-01-01T00:01:00Z,1,2\n",
      [60],
    ],
    ["seconds where it says nothing", "t;x;y\n1;0;0\n2;1;0\n", [1, 2]],
  ])("has times as %s", (_, text, expected) => {
    expect([...decode(text).tracks[0]!.time]).toEqual(expected);
  });

  test("has times in the units that the caller names, and columns too", () => {
    const options = { timeUnits: "days", columns: { time: "when", x: "px", y: "py", id: "who" } };
    const { tracks } = decode("who,when,px,py\n7,0.5,1,2\n7,1,3,4\n", options);
    expect([tracks[0]!.id, ...plain(tracks[0]!)]).toEqual(["7", [43_200, 86_400], [1, 3], [2, 4]]);
  });

  test.each([
    ["", /^a\.csv: .*an empty file/],
    ["lon,lat,time\n", /a single line/],
    ["lon,time\n1,2\n", /latitudes.*received columns lon, time/],
    ["a,b,c\n1,2,3\n", /lon and lat, or x and y/],
    ["lon,lat\n1,2\n", /column of times/],
    ["lon,lat,time\n1,2,3\n1,2\n", /^a\.csv, line 3: expected 3 fields/],
    ["lon,lat,time\n1,2,3\n1,north,4\n", /^a\.csv, line 3, column lat: expected a number.*"north"/],
    ["lon,lat,time\n1,2,yesterday\n", /line 2, column time.*a date such as/],
    ["lon,lat,time\n1,2,2024-02-30\n", /line 2, column time/],
    ["lon,lat,time\n1,91,3\n", /line 2, column lat: expected a latitude/],
    ["lon,lat,time\n999,1,3\n", /line 2, column lon: expected a longitude/],
    ["lon,lat,time\n1,1,3\n2,1,3\n", /line 3, column time.*time of another fix/],
    ["lon,lat,time\n,1,3\n", /1, each with something missing/],
    ["lon,lat,time (fortnights)\n1,1,3\n", /units such as/],
    ['lon,lat,time\n"1,2,3\n', /closing quote/],
  ])("is refused with its place when it is wrong: %j", (text, message) => {
    expect(() => decode(text)).toThrow(message);
  });

  test("gives back any fixes that were written", () => {
    const number = fc.double({ min: -90, max: 90, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 20 }), (places) => {
        const text = places.map(([lon, lat], i) => `d${i % 3},${i},${lon},${lat}`).join("\r\n");
        const { tracks } = decode(`id,time,lon,lat\r\n${text}`);
        const found = tracks.flatMap(({ time, x, y }) => [...time].map((t, i) => [t, x[i], y[i]]));
        found.sort((a, b) => a[0]! - b[0]!);
        expect(found).toEqual(places.map(([lon, lat], i) => [i, lon, lat].map((value) => value + 0)));
      }),
    );
  });
});

const doubles = (dimensions: string[], values: number[], attributes = {}): WrittenVariable => ({
  dimensions,
  type: "double",
  values,
  attributes,
});
const ragged = () =>
  netcdfBytes(
    { obs: 5, traj: 2, letters: 3 },
    {
      lon: {
        dimensions: ["obs"],
        type: "short",
        values: [100, 200, 300, -32_768, 500],
        attributes: { scale_factor: 0.01, add_offset: 10, _FillValue: -32_768 },
      },
      lat: { dimensions: ["obs"], type: "float", values: [1, 2, 3, 4, 5], attributes: { standard_name: "latitude" } },
      time: doubles(["obs"], [0, 1, 0, 1, 2], { units: "hours since 1970-01-01 01:00:00" }),
      rowsize: { dimensions: ["traj"], type: "int", values: [2, 3] },
      ID: { dimensions: ["traj", "letters"], type: "char", values: "A7\0B12" },
    },
  );

describe("a NetCDF-3 file of drifters", () => {
  test("is read as contiguous ragged arrays, unpacked, without fill values", () => {
    const { tracks, missing, coordinates } = decodeDrifters(ragged());
    expect([coordinates, missing, tracks.map(({ id }) => id)]).toEqual(["geographic", 1, ["A7", "B12"]]);
    expect(plain(tracks[0]!)).toEqual([
      [3600, 7200],
      [11, 12],
      [1, 2],
    ]);
    expect([...tracks[1]!.time]).toEqual([3600, 10_800]);
  });

  test("is read as rows of trajectories that share their times, found by standard names", () => {
    const bytes = netcdfBytes(
      { traj: 2, obs: 3 },
      {
        px: doubles(["traj", "obs"], [1, 2, 3, 4, 5, 6], { standard_name: "longitude" }),
        py: doubles(["traj", "obs"], [0, 0, 0, 1, Number.NaN, 1], { standard_name: "latitude" }),
        time: doubles(["obs"], [0, 1, 2], { units: "days" }),
      },
    );
    const { tracks } = decodeDrifters(bytes);
    expect(tracks.map(({ id, time, x }) => [id, [...time], [...x]])).toEqual([
      ["1", [0, 86_400, 172_800], [1, 2, 3]],
      ["2", [0, 172_800], [4, 6]],
    ]);
  });

  test("is read with an id for every fix", () => {
    const bytes = netcdfBytes(
      { obs: 4 },
      {
        x: doubles(["obs"], [1, 2, 3, 4]),
        y: doubles(["obs"], [5, 6, 7, 8]),
        t: doubles(["obs"], [0, 0, 1, 1]),
        id: { dimensions: ["obs"], type: "int", values: [9, 8, 9, 8] },
      },
    );
    const { tracks, coordinates } = decodeDrifters(bytes);
    expect([coordinates, ...tracks.map(({ id, x }) => [id, ...x])]).toEqual(["plane", ["9", 1, 3], ["8", 2, 4]]);
  });

  test("is refused when shapes or counts do not fit", () => {
    const wrong = netcdfBytes(
      { obs: 2, more: 3 },
      { x: doubles(["obs"], [1, 2]), y: doubles(["more"], [1, 2, 3]), t: doubles(["obs"], [0, 1]) },
    );
    expect(() => decodeDrifters(wrong, { name: "a.nc" })).toThrow(/^a\.nc, variable y: expected shape \[2\].*\[3\]/);
    const text = netcdfBytes(
      { obs: 2 },
      {
        x: { dimensions: ["obs"], type: "char", values: "ab" },
        y: doubles(["obs"], [1, 2]),
        t: doubles(["obs"], [0, 1]),
      },
    );
    expect(() => decodeDrifters(text, { name: "a.nc" })).toThrow(/^a\.nc, variable x: expected numbers, received text/);
    expect(() => decodeDrifters(new Uint8Array([0x89, 0x48, 0x44, 0x46]))).toThrow(/nccopy -k classic/);
    expect(() => decodeDrifters(new Uint8Array([1, 0, 255, 3]))).toThrow(/bytes that are neither/);
  });

  test("is refused by name, and never crashes, when it is cut off or damaged anywhere", () => {
    const whole = ragged();
    const attempt = (bytes: Uint8Array) => {
      try {
        decodeDrifters(bytes, { name: "a.nc" });
        return "read";
      } catch (error) {
        expect((error as Error).name).toBe("CrosstiltError");
        expect((error as Error).message).toMatch(/^(a\.nc|drifter)/);
        return "refused";
      }
    };
    for (let length = 4; length < whole.length - 8; length++) expect(attempt(whole.slice(0, length))).toBe("refused");
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const damaged = whole.slice();
        damaged[at] = value;
        attempt(damaged);
      }),
      { numRuns: 400 },
    );
  });
});

describe("projection and resampling", () => {
  /** Great-circle distance in metres, by the haversine formula. */
  function distance([lon, lat]: number[], [east, north]: number[]): number {
    const [a, b, turn] = [lat, north, east! - lon!].map((degrees) => (degrees! * Math.PI) / 180);
    const half = Math.sin((b! - a!) / 2) ** 2 + Math.cos(a!) * Math.cos(b!) * Math.sin(turn! / 2) ** 2;
    return 2 * 6_371_008.8 * Math.asin(Math.sqrt(half));
  }

  test("distances are those on the globe, at 60 degrees and across the date line", () => {
    const places = [
      [179.6, 59.8],
      [-179.7, 60.1],
      [179.9, 60.2],
      [-179.9, 59.9],
    ];
    const rows = places.map(([lon, lat], i) => `d${i % 2},${lon},${lat},${i}`);
    const { paths, side, centre, speedUnit, secondsPerUnit } = projectDrifters(
      decode(`id,lon,lat,time\n${rows.join("\n")}\n`),
    );
    expect(centre[0]).toBeCloseTo(179.95, 9);
    expect(side).toBeLessThan(50_000);
    const found = places.map((_, i) => {
      const { x, y } = paths[i % 2]!;
      const n = Math.floor(i / 2);
      return [x[n]! * side, y[n]! * side];
    });
    for (const [i, one] of places.entries())
      for (const [j, other] of places.entries()) {
        const straight = Math.hypot(found[i]![0]! - found[j]![0]!, found[i]![1]! - found[j]![1]!);
        expect(Math.abs(straight - distance(one, other))).toBeLessThan(0.5);
      }
    expect(speedUnit).toBeCloseTo(side / secondsPerUnit, 9);
  });

  test("tracks that cross the date line, one to the east and one to the west, stay together, and a centre may be given", () => {
    const track = (id: string, from: number, to: number) => `${id},${from},0,0\n${id},${to},0,3600\n`;
    const both = decode(`id,lon,lat,time\n${track("a", 179.8, -179.9)}${track("b", -179.8, 179.9)}`);
    const { side } = projectDrifters(both);
    expect(side).toBeCloseTo(distance([179.8, 0], [-179.8, 0]), 0);
    const { paths } = projectDrifters(both, { centre: [-180, 0], side: 1e6 });
    expect(Math.abs(paths[0]!.x[0]! - 0.5)).toBeLessThan(0.03);
  });

  test("by default the tracks fill the square and last as long as the paper's paths", () => {
    const { paths, side } = projectDrifters(decode("t,x,y\n10,0,5\n20,4,6\n30,2,7\n"));
    expect(side).toBe(4);
    expect(plain(paths[0]!)).toEqual([
      [0, 0.05, 0.1],
      [0, 1, 0.5],
      [0.25, 0.5, 0.75],
    ]);
  });

  test("a track of one place or an impossible side is refused", () => {
    const one = decode("t,x,y\n10,0,5\n20,0,5\n");
    expect(() => projectDrifters(one)).toThrow(/^side: expected a number above 0/);
    expect(() => projectDrifters(one, { side: -1 })).toThrow(/^side/);
  });

  test("resampling keeps parabolas, irregular times or not, and both ends", () => {
    const time = Float64Array.of(0, 0.4, 0.5, 1.3, 2);
    const x = time.map((t) => 1 + 2 * t - 0.5 * t * t);
    const y = time.map((t) => t * t);
    const { start, duration, positions } = resamplePath({ id: "1", time, x, y }, 10);
    expect([start, duration]).toEqual([[1, 0], 2]);
    for (let i = 0; i < 10; i++) {
      const t = 0.2 * (i + 1);
      expect(positions[2 * i]).toBeCloseTo(1 + 2 * t - 0.5 * t * t, 12);
      expect(positions[2 * i + 1]).toBeCloseTo(t * t, 12);
    }
  });

  test("two fixes are too few for a path", () => {
    const [path] = projectDrifters(decode("t,x,y\n0,0,0\n1,1,1\n")).paths;
    expect(() => resamplePath(path!, 50)).toThrow(/drifter "1": expected at least 3 fixes/);
  });
});
