import { useBackend } from "@crosstilt/backends";
import { beforeAll, describe, expect, it } from "vitest";
import { type HalvesSize, type HeldOutHalves, heldOutHalves } from "./held-out-halves.js";

beforeAll(() => useBackend("wasm"));

const whole = process.env.CROSSTILT_CAMPAIGN === "1";

const sizes: Record<"across" | "columns", HalvesSize> = whole
  ? {
      across: { cut: "across", train: 20_000, epochs: 12, width: 512, heldOut: 10_000, seeds: 20 },
      columns: { cut: "columns", train: 20_000, epochs: 12, width: 512, heldOut: 10_000, seeds: 20 },
    }
  : {
      across: { cut: "across", train: 3000, epochs: 8, width: 128, heldOut: 2000, seeds: 20 },
      columns: { cut: "columns", train: 4000, epochs: 8, width: 128, heldOut: 1000, seeds: 20 },
    };

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function tell(name: string, result: HeldOutHalves): void {
  if (!whole) return;
  for (const [key, values] of Object.entries(result) as [string, number[]][]) {
    const deviation = Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    process.stdout.write(`${name}: ${key} ${mean(values).toFixed(4)}, deviation over seeds ${deviation.toFixed(4)}\n`);
  }
}

/** What is promised on halves dealt by 20 seeds, of a model that has seen neither. */
describe("on held-out digits", () => {
  it("cut across, sets of 90 % hold 90 ± 1 %, and probabilities are off by 2 % at most", async () => {
    const result = await heldOutHalves(sizes.across);
    tell("across", result);
    // The coverage of one deal has a deviation of √(2 · 0.09/1000) = 0.013, the mean over 20 deals one of 0.003.
    expect(Math.abs(mean(result.coverage) - 0.9)).toBeLessThan(0.01);
    expect(mean(result.systematicError)).toBeLessThan(0.02);
  });

  it("cut by columns, so that pairs tell nearly all about each other, the same holds, and missing partners are noticed", async () => {
    const result = await heldOutHalves(sizes.columns);
    tell("columns", result);
    expect(Math.abs(mean(result.coverage) - 0.9)).toBeLessThan(0.01);
    expect(mean(result.systematicError)).toBeLessThan(0.02);
    expect(mean(result.auroc)).toBeGreaterThan(0.95);
  });
});
