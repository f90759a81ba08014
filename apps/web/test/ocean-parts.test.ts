import { createOcean, posterior, velocityField } from "@crosstilt/dataset-ocean/physics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGrid } from "../src/ocean/grid.js";
import { lawOf, observe, pathThrough } from "../src/ocean/observation.js";
import { OWN_POINTS, pathField, pathOfDrawing } from "../src/ocean/own-path.js";
import { paint, palettes } from "../src/ocean/palettes.js";
import { foldedPath, placeAlong } from "../src/ocean/path-drawing.js";
import { curvesOf, measureRecall } from "../src/ocean/recall.js";
import {
  cosines,
  embedPath,
  galleryOf,
  posteriorMeanWeights,
  rankingOf,
  scoreGallery,
} from "../src/ocean/retrieval.js";
import { oceanFields } from "../src/ocean/settings.js";
import { readFields } from "../src/state/fields.js";

const settings = (query: string) => readFields(oceanFields, new URLSearchParams(query));

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

  it("drawn by hand has steady speed and keeps its ends; a mere dot is none", () => {
    const drawn = pathOfDrawing([
      [0, 0],
      [0.1, 0],
      [0.1, 0],
      [1, 0],
    ])!;
    expect(drawn).toHaveLength(2 * OWN_POINTS + 2);
    for (let i = 0; i <= OWN_POINTS; i++) expect(drawn[2 * i]).toBeCloseTo(i / OWN_POINTS, 12);
    expect(pathOfDrawing([[0.5, 0.5]])).toBeNull();
  });
});

describe("the maps", () => {
  const ocean = createOcean({ seed: 3 });
  const coefficients = galleryOf(3, 1);

  it("show the potential and the speed of the field at the centres of their cells", () => {
    const grid = createGrid(ocean, 7);
    const field = velocityField(ocean, coefficients);
    const [potential, speed] = [new Float32Array(49), new Float32Array(49)];
    grid.potential(coefficients, 0.03, potential);
    grid.speed(coefficients, 0.03, speed);
    for (let cell = 0; cell < 49; cell++) {
      const [x, y] = [((cell % 7) + 0.5) / 7, (Math.floor(cell / 7) + 0.5) / 7];
      expect(potential[cell]).toBeCloseTo(field.potential(x, y, 0.03), 4);
      expect(speed[cell]).toBeCloseTo(Math.hypot(...field.velocity(x, y, 0.03)), 3);
    }
  });

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

describe("retrieval", () => {
  const observation = observe(settings("field=5&noise=-4"))!;
  const gallery = galleryOf(1, 40);

  it("observes the first part of the drifter's path, with errors of the size that was asked for", () => {
    const exact = pathThrough(1, gallery.subarray(5 * 98, 6 * 98), [0.75, 0.75]);
    const { positions } = observe(settings("field=5&noise=-4&part=0.5"))!;
    expect(positions).toHaveLength(200);
    const errors = positions.map((value, i) => value - exact[i + 2]!);
    const deviation = Math.sqrt(errors.reduce((sum, value) => sum + value ** 2, 0) / errors.length);
    expect(deviation / 1e-4).toBeGreaterThan(0.85);
    expect(deviation / 1e-4).toBeLessThan(1.15);
  });

  it("embeds a path as its posterior mean before any training", () => {
    const { ocean, positions, reading } = observation;
    const { mean } = posterior(ocean, positions, reading);
    const embedded = embedPath(observation, posteriorMeanWeights(ocean, reading.noise));
    embedded.forEach((value, k) => {
      expect(value).toBeCloseTo(mean[k]!, 9);
    });
  });

  it("ranks by 1 + better candidates + half of the ties, and finds the true field", () => {
    expect(rankingOf(Float64Array.of(3, 5, 3, 1), 0, 2)).toEqual({
      best: [
        { index: 1, score: 5 },
        { index: 0, score: 3 },
      ],
      rank: 2.5,
    });
    const scores = scoreGallery(observation, gallery, null);
    expect(Object.keys(scores)).toEqual(["likelihood", "mean", "whitened"]);
    for (const score of Object.values(scores)) expect(rankingOf(score, 5, 1).rank).toBe(1);
  });

  it("takes cosines of what is given, and of what is divided by a scale", () => {
    const pairs = Float64Array.of(3, 4, 0, 2);
    expect([...cosines([1, 0], pairs)]).toEqual([0.6, 0]);
    expect([...cosines([1, 1], pairs, [3, 4])].map((value) => Number(value.toFixed(9)))).toEqual([
      Number(((1 / 3 + 1 / 4) / Math.hypot(1 / 3, 1 / 4) / Math.SQRT2).toFixed(9)),
      Number((1 / 4 / Math.hypot(1 / 3, 1 / 4)).toFixed(9)),
    ]);
  });

  it("measures R@K both ways as the rule has it", () => {
    const curve = curvesOf([
      [5, 4, 4],
      [6, 5, 1],
      [0, 9, 4],
    ]);
    // Ranks of paths 1, 2, 2; of potentials 2, 2, 1.5.
    expect(curve.trajectoryToPotential).toEqual([1 / 3, 1, 1]);
    expect(curve.potentialToTrajectory).toEqual([0, 1, 1]);
  });

  it("measures every score over many drifters as over each of them, and stops when it is not wanted", async () => {
    const job = { seed: 1, part: 0.3, noise: -3, count: 24, trained: null };
    const curves = (await measureRecall(job, { wanted: () => true, report: () => {} }))!;
    const candidates = galleryOf(1, 24);
    for (const method of ["likelihood", "mean", "whitened"] as const) {
      const ranks = Array.from({ length: 24 }, (_, i) => {
        const one = observe(settings(`part=0.3&field=${i}`))!;
        return rankingOf(scoreGallery(one, candidates, null)[method]!, i, 1).rank!;
      });
      expect(curves[method]!.trajectoryToPotential[0]).toBe(ranks.filter((rank) => rank <= 1).length / 24);
      expect(curves[method]!.trajectoryToPotential[4]).toBe(ranks.filter((rank) => rank <= 5).length / 24);
    }
    expect(await measureRecall({ ...job, count: 4000 }, { wanted: () => false, report: () => {} })).toBeNull();
  });

  it("reads the law of a seed with any start", () => {
    expect(lawOf(4, [0.1, 0.2])).toMatchObject({
      starts: [[0.1, 0.2]],
      frequencies: createOcean({ seed: 4 }).frequencies,
    });
  });
});
