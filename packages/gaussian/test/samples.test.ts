import { fc, it as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import {
  advise,
  chooseRank,
  foldMoments,
  jointGaussian,
  type Matrix,
  mergeMoments,
  momentsOf,
  optimum,
  plugInLaw,
  plugInOptimum,
  streamMoments,
  trueModel,
} from "../src/index.js";
import { frobenius, product, subtract, transpose } from "../src/matrix.js";
import { generator, randomCovariance } from "./random.js";

const law = jointGaussian({
  covariance: randomCovariance(generator(1), 6, 50),
  split: 3,
  mean: { u: [1, 2, 3], v: [9, -9, 0] },
});

function draw(count: number, seed: number) {
  const rng = generator(seed);
  const joint = trueModel(law).joint!;
  const rows = Array.from({ length: count }, () => joint.sample(rng));
  return { u: rows.map((row) => row.slice(0, 3)), v: rows.map((row) => row.slice(3)) };
}

const part = ({ u, v }: { u: Matrix; v: Matrix }, from: number, to: number) => ({
  u: u.slice(from, to),
  v: v.slice(from, to),
});

describe("moments", () => {
  it("equal the double loops of the definition", () => {
    const { u, v } = draw(50, 2);
    const rows = u.map((row, i) => [...row, ...v[i]!]);
    const mean = rows[0]!.map((_, j) => rows.reduce((total, row) => total + row[j]!, 0) / 50);
    const { covariance } = { covariance: plugInLaw(momentsOf({ u, v })) };
    for (let i = 0; i < 3; i += 1)
      for (let j = 0; j < 3; j += 1) {
        const expected =
          rows.reduce((total, row) => total + (row[i]! - mean[i]!) * (row[3 + j]! - mean[3 + j]!), 0) / 50;
        expect(covariance.uv[i]![j]).toBeCloseTo(expected, 13);
      }
    expect([...covariance.mean.u, ...covariance.mean.v]).toEqual(mean.map((value) => expect.closeTo(value, 12)));
  });

  property.prop([fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 })])(
    "do not depend on how the samples are batched",
    async (sizes) => {
      const total = sizes.reduce((a, b) => a + b, 0);
      const all = draw(total, 3);
      const cuts = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0));
      const streamed = await streamMoments(cuts.map((from, i) => part(all, from, from + sizes[i]!)));
      const whole = momentsOf(all);
      expect(streamed.count).toBe(total);
      expect(frobenius(subtract(streamed.scatter, whole.scatter))).toBeLessThan(1e-11 * (1 + frobenius(whole.scatter)));
    },
  );

  it("survive a large common offset, where sums of squares would cancel", () => {
    const all = draw(400, 4);
    const far = { u: all.u.map((row) => row.map((x) => x + 1e7)), v: all.v };
    const [near, moved] = [momentsOf(all), mergeMoments(momentsOf(part(far, 0, 100)), momentsOf(part(far, 100, 400)))];
    expect(frobenius(subtract(near.scatter, moved.scatter))).toBeLessThan(1e-6 * frobenius(near.scatter));
  });

  it("read flat arrays with a shape as they read rows", () => {
    const { u, v } = draw(10, 5);
    const flat = (rows: Matrix) => ({ data: Float64Array.from(rows.flat()), shape: [10, 3] });
    expect(momentsOf({ u: flat(u), v: flat(v) })).toEqual(momentsOf({ u, v }));
  });
});

describe("plug-in estimates", () => {
  it("are the optimum of the empirical covariance, with affine encoders that centre the data", () => {
    const samples = draw(500, 6);
    const fit = plugInOptimum({ samples, metric: "quadratic", loss: "joint", rank: 2 });
    const again = optimum({ ...plugInLaw(momentsOf(samples)), metric: "quadratic", loss: "joint", rank: 2 });
    expect(fit.A).toEqual(again.A);
    const embedded = product(samples.u, transpose(fit.G)).map((row) => row.map((x, j) => x + fit.offsetU[j]!));
    for (const j of [0, 1]) expect(embedded.reduce((total, row) => total + row[j]!, 0) / 500).toBeCloseTo(0, 10);
  });

  it("approach the closed form at rate 1/N in squared error", async () => {
    const exact = optimum({ ...law, metric: "inner-product", loss: "conditional" }).A;
    const error = (count: number) =>
      [0, 1, 2, 3].reduce((total, seed) => {
        const { A } = plugInOptimum({ samples: draw(count, 10 + seed), metric: "inner-product", loss: "conditional" });
        return total + frobenius(subtract(A, exact)) ** 2 / 4;
      }, 0);
    const ratio = error(200) / error(20000);
    expect(ratio).toBeGreaterThan(25);
    expect(ratio).toBeLessThan(400);
  });

  it("a ridge adds to the diagonal and makes few samples usable", () => {
    const few = draw(4, 7);
    const options = { samples: few, metric: "quadratic", loss: "conditional" } as const;
    expect(() => plugInOptimum(options)).toThrow(/more samples than the 6 dimensions.*received 4.*ridge/);
    const { law: fitted, A } = plugInOptimum({ ...options, ridge: 0.5 });
    expect(fitted.uu[0]![0]! - momentsOf(few).scatter[0]![0]! / 4).toBeCloseTo(0.5, 12);
    expect(A.flat().every(Number.isFinite)).toBe(true);
  });
});

describe("rank by left-out likelihood", () => {
  it("finds one strong canonical pair among noise", async () => {
    const rng = generator(8);
    const rows = Array.from({ length: 300 }, () => {
      const shared = rng.normal();
      const noise = () => Array.from({ length: 6 }, (_, i) => rng.normal() + (i === 0 ? 2 * shared : 0));
      return { u: noise(), v: noise() };
    });
    const folds = await foldMoments([{ u: rows.map((row) => row.u), v: rows.map((row) => row.v) }], { folds: 5 });
    expect(folds.map((fold) => fold.count)).toEqual([60, 60, 60, 60, 60]);
    for (const metric of ["inner-product", "quadratic"] as const) {
      const { rank, heldOut } = chooseRank({ folds, metric, loss: "conditional" });
      expect(rank).toBe(1);
      expect(heldOut.length).toBe(6);
      const { recommended } = advise({ folds, purpose: "sample-u-given-v" });
      expect([recommended.rank, recommended.metric, recommended.lambdaU]).toEqual([1, "general-quadratic", 1]);
    }
  });

  it("equals the double loop over left-out samples", async () => {
    const all = draw(40, 9);
    const folds = await foldMoments([all], { folds: 2 });
    const { heldOut } = chooseRank({ folds, metric: "inner-product", loss: "conditional", lambdaU: 2, lambdaV: 0 });
    const index = (fold: number) => all.u.map((_, i) => i).filter((i) => i % 2 === fold);
    const losses = [0, 1].map((fold) => {
      const train = index(1 - fold);
      const samples = { u: train.map((i) => all.u[i]!), v: train.map((i) => all.v[i]!) };
      const {
        G,
        H,
        offsetU,
        offsetV,
        law: fitted,
      } = plugInOptimum({ samples, metric: "inner-product", loss: "conditional", rank: 2 });
      const terms = index(fold).map((i) => {
        const e = product(
          G,
          all.u[i]!.map((x) => [x]),
        ).map((x, k) => x[0]! + offsetU[k]!);
        const f = product(
          H,
          all.v[i]!.map((x) => [x]),
        ).map((x, k) => x[0]! + offsetV[k]!);
        const half =
          product(
            [f],
            G,
            fitted.uu,
            transpose(G),
            f.map((x) => [x]),
          )[0]![0]! / 2;
        return half - e.reduce((total, x, k) => total + x * f[k]!, 0);
      });
      return terms.reduce((total, x) => total + x, 0) / terms.length;
    });
    expect(heldOut[1]!.loss).toBeCloseTo((losses[0]! + losses[1]!) / 2, 10);
  });
});
