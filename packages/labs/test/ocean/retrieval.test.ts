import { denseScores } from "@crosstilt/core";
import { logLikelihoods } from "@crosstilt/dataset-ocean/physics";
import { describe, expect, it } from "vitest";
import { galleryOf, observe, rankingOf, retrieveField, scoreGallery } from "../../src/ocean/index.js";
import { drifter } from "./drifter.js";

describe("retrieval", () => {
  const observation = observe(drifter)!;
  const gallery = galleryOf(1, 40);

  it("ranks by the mean over random orders of ties, and lists the best", () => {
    expect(rankingOf(denseScores(Float64Array.of(3, 5, 3, 1), [1, 4]), 0, 2)).toEqual({
      best: [
        { index: 1, score: 5 },
        { index: 0, score: 3 },
      ],
      rank: 2.5,
    });
  });

  it("finds the true field by every method", () => {
    const scores = scoreGallery(observation, gallery, null);
    expect(Object.keys(scores)).toEqual(["likelihood", "mean", "whitened"]);
    for (const own of Object.values(scores)) expect(rankingOf(own, 5, 1).rank).toBe(1);
  });

  it("weighs the best candidates by the posterior over the gallery, and says what the best one misses", () => {
    const { rankings, weights, misfit } = retrieveField(observation, gallery, 5, null);
    const { ocean, positions, reading } = observation;
    const logs = logLikelihoods(ocean, positions, gallery, reading);
    const largest = Math.max(...logs);
    const total = logs.reduce((sum, log) => sum + Math.exp(log - largest), 0);
    rankings.likelihood!.best.forEach(({ index, score }, i) => {
      expect(score).toBe(logs[index]);
      expect(weights[i]).toBeCloseTo(Math.exp(logs[index]! - largest) / total, 12);
    });
    expect(misfit / reading.noise).toBeGreaterThan(0.3);
    expect(misfit / reading.noise).toBeLessThan(1.5);
    expect(retrieveField(observation, gallery, null, null).rankings.mean!.rank).toBeNull();
  });
});
