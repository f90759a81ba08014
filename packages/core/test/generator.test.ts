import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { createGenerator, restoreGenerator } from "../src/index.js";

describe("a generator", () => {
  property.prop([fc.integer()])("gives the same numbers for the same seed", (seed) => {
    const [a, b] = [createGenerator(seed), createGenerator(seed)];
    expect(Array.from({ length: 5 }, a.normal)).toEqual(Array.from({ length: 5 }, b.normal));
  });

  property.prop([fc.integer(), fc.nat(20)])("goes on exactly where its state was saved", (seed, draws) => {
    const generator = createGenerator(seed);
    for (let i = 0; i < draws; i++) generator.normal();
    const restored = restoreGenerator(JSON.parse(JSON.stringify(generator.state())));
    expect(Array.from({ length: 5 }, restored.normal)).toEqual(Array.from({ length: 5 }, generator.normal));
  });

  property.prop([fc.nat(200)])("permutes 0 … n − 1", (n) => {
    const order = createGenerator(n).permutation(n);
    expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
  });

  test("forks into streams that differ by label and leave it where it was", () => {
    const generator = createGenerator(1);
    const [a, b] = [generator.fork("a"), generator.fork("b")];
    expect(a.uniform()).not.toBe(b.uniform());
    expect(generator.uniform()).toBe(createGenerator(1).uniform());
  });

  test("has standard normal moments", () => {
    const generator = createGenerator(3);
    const draws = Array.from({ length: 100_000 }, generator.normal);
    const moment = (k: number) => draws.reduce((sum, x) => sum + x ** k, 0) / draws.length;
    [0, 1, 0, 3].forEach((expected, k) => {
      expect(Math.abs(moment(k + 1) - expected)).toBeLessThan(0.06);
    });
  });

  test("refuses a seed that is not an integer", () => {
    expect(() => createGenerator(0.5)).toThrow(/seed: expected an integer, received 0.5/);
  });
});
