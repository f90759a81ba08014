// Strict mode: a console warning or a leaked tensor fails the test that caused it.
import { afterEach, beforeEach, expect, vi } from "vitest";

/** tfjs keeps its engine on the global object; a test that never loads tfjs has none, and needs no backend. */
const engine = () => (globalThis as { _tfengine?: { state: { numTensors: number } } })._tfengine;

let tensorsBefore = 0;
let complaints: string[] = [];

beforeEach(() => {
  tensorsBefore = engine()?.state.numTensors ?? 0;
  complaints = [];
  for (const level of ["warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((...words) => {
      complaints.push(words.join(" "));
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(complaints, "console warnings").toEqual([]);
  expect(engine()?.state.numTensors ?? 0, "tensors alive after the test").toBe(tensorsBefore);
});
