import { describe, expect, it } from "vitest";
import { DURATION, fieldOf, OWN_POINTS, pathThrough } from "../../src/ocean/index.js";
import { readUpload } from "../../src/ocean/read-upload.js";

const csv = (rows: readonly (readonly number[])[]) =>
  new TextEncoder().encode(`t,x,y\n${rows.map((row) => row.join(",")).join("\n")}\n`);

describe("an uploaded track", () => {
  it("in the model's units stays where it is", () => {
    const path = pathThrough(1, fieldOf(1, 3), [0.75, 0.75], OWN_POINTS);
    const rows = Array.from({ length: OWN_POINTS + 1 }, (_, i) => [
      (DURATION * i) / OWN_POINTS,
      path[2 * i]!,
      path[2 * i + 1]!,
    ]);
    const { tracks, geographic } = readUpload("track.csv", csv(rows));
    expect(geographic).toBe(false);
    expect(tracks[0]!.path).toHaveLength(2 * OWN_POINTS + 2);
    tracks[0]!.path.forEach((value, i) => {
      expect(Math.abs(value - path[i]!)).toBeLessThan(1e-5);
    });
  });

  it("in other units is scaled to the side of the square and lasts the model's time", () => {
    const rows = Array.from({ length: 30 }, (_, i) => [3600 * i, 5000 * Math.cos(i / 5), 5000 * Math.sin(i / 5)]);
    const { tracks } = readUpload("track.csv", csv(rows));
    expect(tracks[0]!.path).toHaveLength(2 * OWN_POINTS + 2);
    const extents = [0, 1].map((axis) => {
      const values = tracks[0]!.path.filter((_, i) => i % 2 === axis);
      return Math.max(...values) - Math.min(...values);
    });
    expect(Math.max(...extents)).toBeCloseTo(1, 1);
  });
});
