import { describe, expect, it } from "vitest";
import { scoreGrid, signSolution, solutionAt, solutionOf, trainedLoss } from "../../src/tilt/index.js";
import { lossAt } from "../../src/tilt/solve.js";
import { choice } from "./choice.js";

const encoders = { G: [[0.6]], H: [[-0.5]], temperature: 0.5, loss: -0.3 };
const place = (i: number) => scoreGrid.limit * ((2 * i) / (scoreGrid.size - 1) - 1);

describe("encoders in training", () => {
  it("are solved in closed form where there is one", () => {
    expect(solutionOf(choice, encoders).divergences).toEqual(
      solutionAt(choice, { G: [[0.6]], H: [[-0.5]] }).divergences,
    );
    expect(trainedLoss(choice, encoders)).toBe(lossAt(choice, { G: [[0.6]], H: [[-0.5]] }));
  });

  it("have the own terms of the general quadratic metric", () => {
    const general = { ...choice, metric: "general-quadratic" };
    const own = { ...encoders, H: [[0.5]], P: [[0.7]], Q: [[0.4]] };
    const { G, H, P, Q } = own;
    expect(solutionOf(general, own).divergences).toEqual(solutionAt(general, { G, H, P, Q }).divergences);
    expect(trainedLoss(general, own)).toBe(lossAt(general, { G, H, P, Q }));
    expect(trainedLoss(general, own)).not.toBe(trainedLoss(general, { ...own, P: [[0]] }));
  });

  it("are signs that disagree, at the temperature, for the cosine", () => {
    const cosine = { ...choice, metric: "cosine" };
    expect(trainedLoss(cosine, encoders)).toBe(signSolution(cosine, -2).loss);
    expect(solutionOf(cosine, encoders).loss).toBe(signSolution(cosine, -2).loss);
  });

  it("are known by their scores for any other metric, and until there are some by no tilt", () => {
    const other = { ...choice, metric: "hyperbolic" };
    const scores = Float64Array.from({ length: scoreGrid.size ** 2 }, (_, k) => {
      const [u, v] = [place(Math.floor(k / scoreGrid.size)), place(k % scoreGrid.size)];
      return 0.3 * u * v;
    });
    const exact = solutionAt(choice, { G: [[0.6]], H: [[0.5]] });
    const found = solutionOf(other, { ...encoders, scores });
    expect(found.divergences.uGivenV).toBeCloseTo(exact.divergences.uGivenV, 3);
    expect(trainedLoss(other, encoders)).toBe(-0.3);
    expect(solutionOf(other, encoders).law.uGivenV(1).mean).toBeCloseTo(0, 12);
  });
});
