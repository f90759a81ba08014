import { describe, expect, it } from "vitest";
import { dependence, foldMoments, groupsFrom, groupsOf, type Matrix } from "../src/index.js";
import { coverage, outcomeOf, scenario, scenarioNames } from "./advice-campaign.js";
import { type Generator, generator } from "./random.js";

const normals = (rng: Generator, rows: number, columns: number): Matrix =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => rng.normal()));

describe("groups of pairs", () => {
  const rng = generator(1);
  const captions = normals(rng, 100, 3);
  const images = normals(rng, 20, 2).flatMap((row) => [row, row, row, row, row]);

  it("are the pairs that share a row of either side, chains included", () => {
    expect(groupsOf({ u: images, v: captions })).toMatchObject({ count: 20, classes: [] });
    const chained = groupsOf({ u: [[1], [1], [2], [3]], v: [[5], [6], [6], [7]] });
    expect(Array.from(chained.labels)).toEqual([0, 0, 0, 1]);
  });

  it("are not made by classes, which repeat by chance", () => {
    const labels = captions.map((_, i) => [i % 4]);
    expect(groupsOf({ u: captions, v: labels })).toMatchObject({ count: 100, classes: ["v"] });
  });

  it("stay in one fold, and folds stay of equal size", async () => {
    const { labels } = groupsOf({ u: images, v: captions });
    const folds = await foldMoments([{ u: images, v: captions }], { folds: 5, groups: labels });
    expect(folds.map(({ count, groups }) => [count, groups])).toEqual(new Array(5).fill([20, 4]));
    const named = groupsFrom(["b", "a", "b"]);
    expect([Array.from(named.labels), named.count]).toEqual([[0, 1, 0], 2]);
    await expect(foldMoments([{ u: images, v: captions }], { groups: [1, 2] })).rejects.toThrow(
      /groups: .*100.*received 2/,
    );
    await expect(foldMoments([{ u: images, v: captions }], { groups: new Array(100).fill(0) })).rejects.toThrow(
      /groups of samples/,
    );
  });
});

describe("dependence", () => {
  it("finds none between independent samples, whose plug-in information is above half a nat", async () => {
    const rng = generator(2);
    const found = await dependence({ u: normals(rng, 100, 10), v: normals(rng, 100, 10) });
    expect(found.dependent).toBe(false);
    expect(found.mutualInformation.interval[0]).toBe(0);
    expect(found.mutualInformation.estimate).toBeLessThan(0.25);
    expect(found.canonical[0]).toMatchObject({ estimate: 0, interval: [0, expect.any(Number)] });
    expect(found.bartlett!.pValue).toBeGreaterThan(0.05);
    expect(found.permutation!.pValue).toBeGreaterThan(0.05);
  });

  it("finds what is there, and says what is not Gaussian", async () => {
    const rng = generator(3);
    const u = normals(rng, 400, 2);
    const linear = u.map(([x]) => [0.6 * x! + 0.8 * rng.normal(), rng.normal()]);
    const found = await dependence({ u, v: linear });
    expect(found).toMatchObject({ dependent: true, count: 400, groups: 400 });
    const [low, high] = found.canonical[0]!.interval;
    expect([low < 0.6, high > 0.6, high - low < 0.15]).toEqual([true, true, true]);
    expect(found.gaussianity.normality).toBeGreaterThan(0.01);
    expect(found.gaussianity.linearity).toBeGreaterThan(0.01);
    const curved = await dependence({ u, v: u.map(([x]) => [x! * x! + x! + rng.normal()]) });
    expect(curved.gaussianity.linearity).toBeLessThan(1e-6);
  });

  it("calls Gaussian pairs Gaussian in 99 % of cases at 10 pairs a coordinate, and says nothing below", async () => {
    const rng = generator(8);
    const runs = 200;
    let called = 0;
    for (let k = 0; k < runs; k += 1) {
      const pairs = { u: normals(rng, 60, 3), v: normals(rng, 60, 3) };
      const { gaussianity } = await dependence(pairs, { permutations: 0 });
      if (Math.min(gaussianity.normality, gaussianity.linearity) < 0.01) called += 1;
    }
    expect(called / runs).toBeLessThan(0.02 + 4 * Math.sqrt((0.02 * 0.98) / runs));
    const few = await dependence({ u: normals(rng, 40, 3), v: normals(rng, 40, 3) }, { permutations: 0 });
    expect(few.gaussianity).toEqual({ normality: 1, linearity: 1 });
  });

  it("tests one pair a group: repeating every pair five times is no evidence", async () => {
    const rng = generator(4);
    const repeat = (rows: Matrix) => rows.flatMap((row) => [row, row, row, row, row]);
    const [u, v] = [normals(rng, 40, 3), normals(rng, 40, 3)];
    const [once, often] = [await dependence({ u, v }), await dependence({ u: repeat(u), v: repeat(v) })];
    expect(often.groups).toBe(40);
    expect(often.bartlett!.pValue).toBeCloseTo(once.bartlett!.pValue, 10);
    expect(often.permutation!.pValue).toBe(once.permutation!.pValue);
  });

  it("permutes whole groups: as rarely wrong, and seeing what one pair a group does not show", async () => {
    const rng = generator(12);
    const [groups, size, runs] = [24, 5, 100];
    const share = async (slope: number, groupsAs: "whole" | "one") => {
      let rejected = 0;
      for (let k = 0; k < runs; k += 1) {
        const images = normals(rng, groups, 2);
        const rows = images.flatMap((row) => Array.from({ length: groupsAs === "whole" ? size : 1 }, () => row));
        const v = rows.map(([x]) => [slope * x! + rng.normal(), rng.normal()]);
        const { permutation } = await dependence({ u: rows, v }, { permutations: 39 });
        if (permutation!.pValue <= 0.05) rejected += 1;
      }
      return rejected / runs;
    };
    expect(Math.abs((await share(0, "whole")) - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / runs));
    expect(await share(0.35, "whole")).toBeGreaterThan((await share(0.35, "one")) + 0.2);
  });

  it("permutations reject independence that holds in about 5 % of cases", async () => {
    const rng = generator(5);
    const runs = 150;
    let rejected = 0;
    for (let k = 0; k < runs; k += 1) {
      const { permutation } = await dependence(
        { u: normals(rng, 24, 2), v: normals(rng, 24, 2) },
        { permutations: 59 },
      );
      if (permutation!.pValue <= 0.05) rejected += 1;
    }
    expect(Math.abs(rejected / runs - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / runs));
  });
});

// The whole, 200 data sets for every purpose: npm run campaign:advise. A few by default.
const whole = process.env.CROSSTILT_CAMPAIGN === "1";

describe("advice on simulated data sets, intervals of 90 %", () => {
  it("holds for recommended samplers of strongly correlated pairs, over several draws of each law", async () => {
    const held = [];
    const [laws, draws] = whole ? [34, 10] : [12, 2];
    for (let seed = 1000; seed < 1000 + laws; seed++)
      for (let draw = 0; draw < draws; draw++)
        held.push(
          (await outcomeOf(scenario("strong", seed), "sample-u-given-v", 90_000 + 131 * draw + 7 * seed)).recommended,
        );
    if (whole) process.stdout.write(`strong, sample-u-given-v, ${held.length} draws: ${coverage(held).toFixed(3)}\n`);
    // Three deviations of the share.
    expect(Math.abs(coverage(held) - 0.9)).toBeLessThan(3 * Math.sqrt((0.9 * 0.1) / held.length));
  }, 3_600_000);

  it(
    "covers the truth, and recommends no model where none is better",
    async () => {
      const seeds = Array.from({ length: whole ? 34 : 5 }, (_, i) => 1000 + i);
      const purposes = whole
        ? (["point-estimate-u-given-v", "sample-u-given-v", "sample-v-given-u", "joint", "retrieval"] as const)
        : (["point-estimate-u-given-v", "sample-u-given-v", "retrieval"] as const);
      const table = new Map<string, Awaited<ReturnType<typeof outcomeOf>>[]>();
      for (const name of scenarioNames)
        for (const purpose of purposes) {
          const outcomes = [];
          for (const seed of seeds) outcomes.push(await outcomeOf(scenario(name, seed), purpose, 7 * seed));
          table.set(`${name}, ${purpose}`, outcomes);
        }
      const all = [...table.values()].flat();
      const kinds = { recommended: "recommended", none: "no model", information: "information" } as const;
      const shares = (outcomes: typeof all) => [
        ...Object.keys(kinds).map((kind) => coverage(outcomes.map((outcome) => outcome[kind as keyof typeof kinds]))),
        coverage(outcomes.flatMap(({ rows }) => rows)),
      ];
      const harmful = (outcomes: typeof all) =>
        outcomes.filter(
          ({ recommended, none }) => recommended.truth > Math.max(none.truth, recommended.interval[1]) + 1e-12,
        );
      if (whole) {
        const line = (name: string, outcomes: typeof all) =>
          `| ${[name, ...shares(outcomes).map((share) => share.toFixed(3)), harmful(outcomes).length].join(" | ")} |`;
        process.stdout.write(
          `${["| data | recommended | no model | information | all rows | harmful |", ...[...table].map(([name, outcomes]) => line(name, outcomes)), line("all", all)].join("\n")}\n`,
        );
      }
      const tolerance = whole ? 0.03 : 0.09;
      expect(Math.abs(shares(all)[0]! - 0.9)).toBeLessThan(tolerance);
      expect(Math.abs(shares(all)[3]! - 0.9)).toBeLessThan(tolerance);
      expect(harmful(all)).toEqual([]);
    },
    whole ? 3_600_000 : 60_000,
  );
});
