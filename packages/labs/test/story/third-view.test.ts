import { expect, it } from "vitest";
import { modelledThird, trueThird } from "../../src/story/index.js";

const views = { correlation: 0.5, a: 1.2, b: 0.4 };

it("the third view is the conditional of the joint normal law", () => {
  const { correlation: rho, a, b } = views;
  // Given a and b, solved by hand: [ρ ρ] [[1 ρ] [ρ 1]]⁻¹.
  const weight = (rho - rho * rho) / (1 - rho * rho);
  expect(trueThird(views).mean).toBeCloseTo(weight * (a + b), 12);
  expect(trueThird(views).variance).toBeCloseTo(1 - 2 * rho * weight, 12);
});

it("one against the rest finds its mean; pairs added up overshoot it by 1 + ρ", () => {
  const truth = trueThird(views).mean;
  expect(modelledThird(views, "one-vs-rest").mean).toBeCloseTo(truth, 9);
  expect(modelledThird(views, "pairwise-sum").mean).toBeCloseTo(truth * (1 + views.correlation), 9);
});
