import { useBackend } from "@crosstilt/backends";
import { beforeAll, expect, it } from "vitest";
import { type EncoderReport, trainEncoder } from "../../src/ocean/train-encoder.js";

beforeAll(() => useBackend("wasm"));

it("the encoder learns from where the posterior mean is, until it is stopped", async () => {
  const controller = new AbortController();
  const reports: EncoderReport[] = [];
  const report = (next: EncoderReport) => {
    reports.push(next);
    if (reports.length === 6) controller.abort();
  };
  await trainEncoder({ seed: 1, part: 0.3, noise: -2.5 }, { signal: controller.signal, pause: async () => {}, report });
  expect(reports.length).toBe(6);
  expect(reports.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
  const [first, last] = [reports[0]!, reports[5]!];
  expect(first.weights.logGain).toHaveLength(98);
  expect(last.weights.logPrecision).not.toEqual(first.weights.logPrecision);
  expect(Number.isFinite(last.loss)).toBe(true);
});
