import { posterior } from "@crosstilt/dataset-ocean/physics";
import { expect, it } from "vitest";
import { embedPath, observe, posteriorMeanWeights } from "../../src/ocean/index.js";
import { drifter } from "./drifter.js";

it("a path is embedded as its posterior mean before any training, and a gain is a factor", () => {
  const observation = observe(drifter)!;
  const { ocean, positions, reading } = observation;
  const { mean } = posterior(ocean, positions, reading);
  const weights = posteriorMeanWeights(ocean, reading.noise);
  const embedded = embedPath(observation, weights);
  const doubled = embedPath(observation, { ...weights, logGain: weights.logGain.map(() => Math.LN2) });
  embedded.forEach((value, k) => {
    expect(value).toBeCloseTo(mean[k]!, 9);
    expect(doubled[k]).toBeCloseTo(2 * value, 9);
  });
});
