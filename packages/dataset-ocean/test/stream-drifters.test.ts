import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DrifterTrack } from "../src/drifters/tracks.js";
import { decodeNetcdf4 } from "../src/netcdf4.js";
import { streamDrifters } from "../src/stream.js";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
interface Ragged {
  readonly time: number[];
  readonly lon: (number | null)[];
  readonly lat: (number | null)[];
  readonly rowsize: number[];
  readonly id: string[];
}
const expected: Record<string, Ragged> = JSON.parse(readFileSync(fixture("expected-zarr.json"), "utf8"));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "drifters-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function all(path: string, options = {}): Promise<{ tracks: DrifterTrack[]; missing: number; pieces: number }> {
  const found = { tracks: [] as DrifterTrack[], missing: 0, pieces: 0 };
  for await (const { tracks, missing, coordinates } of streamDrifters(path, options)) {
    expect(coordinates).toBe("geographic");
    found.tracks.push(...tracks);
    found.missing += missing;
    found.pieces += 1;
  }
  return found;
}

test.each([1, 5, 7, 1000])("with %i fixes in memory, tracks of NetCDF-4 are those of the whole file", async (fixes) => {
  const path = fixture("ragged.nc4");
  const whole = await decodeNetcdf4(new Uint8Array(readFileSync(path)), { name: path });
  const { tracks, missing, pieces } = await all(path, { fixes });
  expect({ tracks, missing }).toEqual({ tracks: whole.tracks, missing: whole.missing });
  expect(pieces).toBe({ 1: 3, 5: 3, 7: 2, 1000: 1 }[fixes]);
});

describe.each(Object.entries(expected))("%s, as xarray writes it", (name, { time, lon, lat, rowsize, id }) => {
  test.each([1, 6, 1000])("is tracks of what xarray reads back, %i fixes in memory", async (fixes) => {
    const { tracks, missing } = await all(fixture(name), { fixes });
    expect(missing).toBe(2);
    let at = 0;
    const wanted = rowsize.map((size, row) => {
      const places = Array.from({ length: size }, () => at++).filter((i) => lon[i] !== null && lat[i] !== null);
      return { id: id[row], places };
    });
    const some = wanted.filter(({ places }) => places.length > 0);
    expect(tracks.map((track) => track.id)).toEqual(some.map((track) => track.id));
    for (const [k, { places }] of some.entries()) {
      const track = tracks[k]!;
      // Hours since 1980.
      expect(Array.from(track.time)).toEqual(places.map((i) => 3600 * time[i]! + 315_532_800));
      expect(Array.from(track.x)).toEqual(places.map((i) => lon[i]));
      places.forEach((i, n) => {
        expect(track.y[n]).toBeCloseTo(lat[i]!, 10);
      });
    }
  });

  test("is refused by name where a chunk or what describes it is damaged, and where nothing counts the rows", async () => {
    const path = join(folder, name);
    await cp(fixture(name), path, { recursive: true });
    const chunk = join(path, name.includes("v2") ? "lon/1" : "lon/c/1");
    const whole = readFileSync(chunk);
    for (const length of [3, whole.length - 1]) {
      await writeFile(chunk, whole.subarray(0, length));
      await expect(all(path)).rejects.toThrow(
        /lon\/1: expected a chunk of|expected a whole NetCDF-4 file or Zarr group/,
      );
    }
    const description = name.includes("v2") ? ".zarray" : "zarr.json";
    // Nobody asks for it.
    await writeFile(join(path, "err_lon", description), "{");
    await writeFile(chunk, whole);
    expect((await all(path)).missing).toBe(2);
    await writeFile(join(path, "id", description), "{");
    await expect(all(path)).rejects.toThrow(`${path}, variable id: expected an array of numbers or text`);
    await rm(join(path, "rowsize"), { recursive: true });
    await expect(all(path)).rejects.toThrow(`${path}: expected a variable rowsize`);
    await rm(join(path, "lon"), { recursive: true });
    await expect(all(path)).rejects.toThrow(`${path}: expected a column of longitudes`);
  });
});

test("what is no file of drifters is refused by name", async () => {
  const empty = join(folder, "text.nc");
  await writeFile(empty, "no HDF5");
  await expect(all(empty)).rejects.toThrow(`${empty}: expected a whole NetCDF-4 file or Zarr group`);
  await expect(all(join(folder, "none.nc"))).rejects.toThrow("none.nc: expected a file that can be read");
  await expect(all(fixture("ragged.nc4"), { fixes: 0 })).rejects.toThrow("fixes: expected an integer >= 1");
  await expect(all(fixture("ragged.nc4"), { columns: { id: "nobody" } })).rejects.toThrow("a column nobody");
});
