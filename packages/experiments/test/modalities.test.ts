import { tmpdir } from "node:os";
import { useBackend } from "@crosstilt/backends";
import { describe, expect, test } from "vitest";
import { findExperiment } from "../src/index.js";
import { optimalWeight } from "../src/modalities/figures.js";

test("three modalities: a product learns exclusive or, a sum does not; pairs count what they share twice, as predicted", async () => {
  await useBackend("wasm", { threads: 1 });
  const context = { scale: "smoke", seed: 1, folder: tmpdir(), report: () => {} } as const;
  const { summary, figures } = await findExperiment("modalities").run(context);
  const { xor, equicorrelated } = summary as {
    xor: { product: number; sum: number };
    equicorrelated: { factor: number; predicted: number };
  };
  expect(xor.product).toBeGreaterThanOrEqual(0.99);
  // Guessing 400 bits: three standard deviations are 0.075.
  expect(Math.abs(xor.sum - 0.5)).toBeLessThan(0.1);
  expect(equicorrelated.predicted).toBeCloseTo(1.4, 10);
  // The samples' own correlation is off by 0.007 at one standard deviation, and the factor by as much.
  expect(Math.abs(equicorrelated.factor / 1.4 - 1)).toBeLessThan(0.02);
  expect(figures.map(({ name }) => name)).toEqual(["double-counting"]);
});

describe("the figure's weights", () => {
  test.each([0.1, 0.45, 0.8])(
    "at ρ = %s are ρ in pairs, ρ/(1+ρ) one against the rest, and less for the joint law",
    (rho) => {
      expect(optimalWeight(rho, "pairwise-sum")).toBeCloseTo(rho, 12);
      expect(optimalWeight(rho, "one-vs-rest")).toBeCloseTo(rho / (1 + rho), 12);
      expect(optimalWeight(rho, "joint")).toBeLessThan(rho / (1 + rho));
    },
  );
});
