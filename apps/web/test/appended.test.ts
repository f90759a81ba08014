import { expect, test } from "vitest";
import { appended } from "../src/engine/appended.js";

test("the reports of a long training keep its first, its newest and its whole course, and stay few", () => {
  let reports: readonly { step: number }[] = [];
  for (let step = 1; step <= 20_000; step += 1) reports = appended(reports, { step });
  expect(reports).toHaveLength(500);
  expect(reports[0]!.step).toBe(1);
  expect(reports.at(-1)!.step).toBe(20_000);
  const gaps = reports.slice(1).map(({ step }, i) => step - reports[i]!.step);
  expect(Math.min(...gaps)).toBeGreaterThan(0);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * (20_000 / 500));
});
