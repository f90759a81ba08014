import { momentsOf, plugInLaw } from "@crosstilt/gaussian";
import { describe, expect, it } from "vitest";
import { generator } from "../../gaussian/test/random.js";
import {
  bandOfNormal,
  fieldGivenU,
  fieldGivenV,
  gaussianProcess,
  samplePairs,
  streamPairs,
  uniformGrid,
} from "../src/index.js";

const process = gaussianProcess({ modes: 60 });

describe("streamed pairs", () => {
  it("have the exact covariance, up to sampling error", () => {
    const fitted = plugInLaw(momentsOf(samplePairs(process, { count: 20_000, rng: generator(1) })));
    for (const name of ["uu", "uv", "vv"] as const)
      process.law[name].forEach((row, i) => {
        row.forEach((value, j) => {
          const [a, b] = [name[0] === "u" ? process.law.uu[i]![i]! : 1, name[1] === "u" ? process.law.uu[j]![j]! : 1];
          expect(Math.abs(fitted[name][i]![j]! - value)).toBeLessThan(0.05 * Math.sqrt(a * b));
        });
      });
  });

  it("do not depend on the batch size, and the last batch may be smaller", () => {
    const batches = [...streamPairs(process, { count: 10, batch: 4, rng: generator(2) })];
    expect(batches.map(({ u }) => u.shape)).toEqual([
      [4, 12],
      [4, 12],
      [2, 12],
    ]);
    const whole = samplePairs(process, { count: 10, rng: generator(2) });
    expect(batches.flatMap(({ u }) => [...u.data])).toEqual([...whole.u.data]);
    expect(batches.flatMap(({ v }) => [...v.data])).toEqual([...whole.v.data]);
  });

  it("refuse impossible counts", () => {
    expect(() => samplePairs(process, { count: 0, rng: generator(1) })).toThrow(/count: .*received 0/);
    expect(() => [...streamPairs(process, { count: 4, batch: 0.5, rng: generator(1) })]).toThrow(
      /batch: .*received 0\.5/,
    );
  });
});

describe("conditional laws of the field", () => {
  const grid = uniformGrid(9);
  const { u, v } = samplePairs(process, { count: 1, rng: generator(3) });
  const laws = {
    "w given v": fieldGivenV(process, { v: v.data, grid }),
    "w given u": fieldGivenU(process, { u: u.data, grid }),
  };

  for (const [name, law] of Object.entries(laws))
    it(`draws of ${name} have its mean and standard deviation, and 95 % of them lie in the band`, () => {
      const rng = generator(4);
      const draws = Array.from({ length: 3000 }, () => law.sample(rng));
      grid.forEach((_, i) => {
        const values = draws.map((draw) => draw[i]!);
        const mean = values.reduce((total, x) => total + x, 0) / values.length;
        const deviation = Math.sqrt(values.reduce((total, x) => total + (x - mean) ** 2, 0) / values.length);
        const inside = values.filter((x) => x >= law.lower[i]! && x <= law.upper[i]!).length / values.length;
        expect(Math.abs(mean - law.mean[i]!)).toBeLessThan(0.1 * law.standardDeviation[i]!);
        expect(Math.abs(deviation / law.standardDeviation[i]! - 1)).toBeLessThan(0.06);
        expect(Math.abs(inside - 0.95)).toBeLessThan(0.016);
      });
    });

  it("at the observation points, u given v is w given v plus noise", () => {
    const band = bandOfNormal(process.truth.uGivenV.given(v.data));
    const field = fieldGivenV(process, { v: v.data, grid: process.points });
    field.mean.forEach((value, i) => {
      expect(band.mean[i]).toBeCloseTo(value, 12);
      expect(band.standardDeviation[i]! ** 2).toBeCloseTo(field.standardDeviation[i]! ** 2 + 0.05 ** 2, 12);
      expect(band.upper[i]! - band.lower[i]!).toBeCloseTo(2 * 1.959963984540054 * band.standardDeviation[i]!, 12);
    });
  });

  it("without noise to speak of, w given u passes through u", () => {
    const quiet = gaussianProcess({ modes: 60, noise: 1e-5 });
    const given = fieldGivenV(quiet, { v: [1, -1, 0.5, 0, 2], grid: quiet.points }).mean;
    const { mean } = fieldGivenU(quiet, { u: given, grid: quiet.points });
    mean.forEach((value, i) => {
      expect(value).toBeCloseTo(given[i]!, 5);
    });
  });

  it("refuse conditions and grids that do not fit", () => {
    expect(() => fieldGivenV(process, { v: [1], grid })).toThrow(/v: expected 5 numbers, received 1/);
    expect(() => fieldGivenU(process, { u: new Array(12).fill(Number.NaN), grid })).toThrow(
      /u\[0\]: expected a finite/,
    );
    expect(() => fieldGivenV(process, { v: v.data, grid: [] })).toThrow(/grid: expected points of \[0, 1\]/);
    expect(() => fieldGivenV(process, { v: v.data, grid: [2] })).toThrow(/grid/);
  });
});
