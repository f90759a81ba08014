import { OWN_POINTS } from "@crosstilt/labs/ocean";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { paint, palettes } from "../src/ocean/palettes.js";
import { foldedPath, placeAlong } from "../src/ocean/path-drawing.js";
import { pathField } from "../src/ocean/path-field.js";

describe("a path of the reader's own", () => {
  it("comes back from the address to a few millionths", () => {
    const place = fc.double({ min: -4, max: 5, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(place, place), { minLength: 6, maxLength: OWN_POINTS + 1 }), (points) => {
        const read = pathField.read(pathField.write(points.flat()))!;
        expect(read).toHaveLength(2 * points.length);
        read.forEach((value, i) => {
          expect(Math.abs(value - points.flat()[i]!)).toBeLessThan(4e-6);
        });
      }),
    );
  });

  it("is none for anything that was not written by it", () => {
    for (const text of ["", "abc", "zzzz", "!".repeat(8 * 20), "0".repeat(8 * 5), "0".repeat(8 * 102)])
      expect(pathField.read(text)).toBeNull();
  });
});

describe("the maps", () => {
  it("have y upwards, and the ends of the palette at the ends of the domain and beyond", () => {
    const image = { width: 2, height: 2, data: new Uint8ClampedArray(16) } as unknown as ImageData;
    paint([-9, 0, 1, 9], [0, 1], palettes.sequential, image);
    const pixel = (i: number) => [...image.data.slice(4 * i, 4 * i + 4)];
    const [first, last] = [palettes.sequential.slice(0, 4), palettes.sequential.slice(-4)].map((colour) => [...colour]);
    expect([0, 1, 2, 3].map(pixel)).toEqual([last, last, first, first]);
  });

  it("fold a path that leaves the square into it, drawing the step across a side on both sides", () => {
    expect(foldedPath([0.9, 0.5, 1.1, 0.5])).toBe("M900.0 500.0L1100.0 500.0M-100.0 500.0L100.0 500.0");
    expect(foldedPath([0.1, 0.5, 0.2, 0.5, 0.3, 0.5], 0, 1)).toBe("M100.0 500.0L200.0 500.0");
    expect(placeAlong([0, 0, 1, 2, 3, 4], 0.75)).toEqual([2, 3]);
  });
});
