import { expect, it } from "vitest";
import { readRunLog } from "../../src/files/run-log.js";

it("reads steps and validation losses, and neither a line that was cut off nor one that is none", () => {
  const lines = [
    '{"type":"step","step":1,"epoch":0,"loss":0.5,"learningRate":0.01,"terms":{},"metric":{}}',
    '{"type":"step","step":2,"epoch":0,"loss":0.25,"learningRate":0.01,"terms":{},"metric":{}}',
    '{"type":"epoch","step":2,"epoch":1,"loss":0.4,"validationLoss":0.3}',
    '{"type":"epoch","step":4,"epoch":2,"loss":0.2}',
    "null",
    '{"type":"step","step":3,"lo',
  ];
  expect(readRunLog(lines.join("\n"))).toEqual({
    steps: [
      [1, 0.5],
      [2, 0.25],
    ],
    validation: [[2, 0.3]],
  });
  expect(readRunLog("")).toEqual({ steps: [], validation: [] });
});

it("keeps the course of a long run in few points", () => {
  const text = Array.from({ length: 20_000 }, (_, i) => `{"type":"step","step":${i + 1},"loss":1}`).join("\n");
  const { steps } = readRunLog(`${text}\n`);
  expect(steps.length).toBeLessThanOrEqual(1501);
  expect([steps[0]![0], steps.at(-1)![0]]).toEqual([1, 20_000]);
});

it("shows of a pool the candidate that was trained last", () => {
  const line = (candidate: string, step: number) =>
    `{"type":"step","candidate":"${candidate}","step":${step},"loss":1}\n`;
  const text = line("residual", 1) + line("residual", 2) + line("network", 1);
  expect(readRunLog(text)).toEqual({ candidate: "network", steps: [[1, 1]], validation: [] });
});
