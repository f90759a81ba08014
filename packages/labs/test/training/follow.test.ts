import type { FitEvent, FitStep } from "@crosstilt/train";
import { expect, it } from "vitest";
import { follow } from "../../src/training/index.js";

async function* events(steps: number): AsyncGenerator<FitEvent> {
  for (let step = 1; step <= steps; step++) yield { type: "step", step, totalSteps: steps } as FitStep;
}

it("every step can wait; the first and the last are told of, however soon they come", async () => {
  const told: number[] = [];
  let pauses = 0;
  await follow(events(9), {
    interval: Number.POSITIVE_INFINITY,
    tell: ({ step }) => told.push(step),
    async pause() {
      pauses += 1;
    },
  });
  expect(told).toEqual([9]);
  expect(pauses).toBe(9);
  told.length = 0;
  await follow(events(4), { interval: 0, tell: ({ step }) => told.push(step), pause: async () => {} });
  expect(told).toEqual([1, 2, 3, 4]);
});
