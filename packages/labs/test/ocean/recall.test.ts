import { denseScores } from "@crosstilt/core";
import { describe, expect, it } from "vitest";
import { curvesOf, galleryOf, measureRecall, observe, rankingOf, scoreGallery } from "../../src/ocean/index.js";
import { drifter } from "./drifter.js";

describe("recall", () => {
  it("is measured both ways, ties in random order", () => {
    const curve = curvesOf(denseScores(Float64Array.of(5, 4, 4, 6, 5, 1, 0, 9, 4), [3, 3]));
    // Ranks of the paths 1, 2, 2; of the potentials 2, 2, and 1 or 2 alike.
    const close = (values: number[]) => values.map((value) => expect.closeTo(value, 12));
    expect(curve.trajectoryToPotential).toEqual(close([1 / 3, 1, 1]));
    expect(curve.potentialToTrajectory).toEqual(close([1 / 6, 1, 1]));
  });

  it("measures every score over many drifters as over each of them, and stops when it is not wanted", async () => {
    const job = { seed: 1, part: 0.3, noise: -3, count: 24, trained: null };
    const curves = (await measureRecall(job, { wanted: () => true, report: () => {} }))!;
    const candidates = galleryOf(1, 24);
    for (const method of ["likelihood", "mean", "whitened"] as const) {
      const ranks = Array.from({ length: 24 }, (_, i) => {
        const one = observe({ ...drifter, noise: -3, part: 0.3, field: i })!;
        return rankingOf(scoreGallery(one, candidates, null)[method]!, i, 1).rank!;
      });
      expect(curves[method]!.trajectoryToPotential[0]).toBeCloseTo(ranks.filter((rank) => rank <= 1).length / 24, 12);
      expect(curves[method]!.trajectoryToPotential[4]).toBeCloseTo(ranks.filter((rank) => rank <= 5).length / 24, 12);
    }
    expect(await measureRecall({ ...job, count: 4000 }, { wanted: () => false, report: () => {} })).toBeNull();
  });
});
