import { useBackend } from "@crosstilt/backends";
import { createCatalogue } from "@crosstilt/catalogue";
import { createGenerator } from "@crosstilt/core";
import { beforeAll, describe, expect, it } from "vitest";
import { type LossCurveJob, lossCurve } from "../../src/catalogue/index.js";

beforeAll(() => useBackend("wasm"));

const job: LossCurveJob = {
  loss: "conditional",
  metric: "inner-product",
  along: "scale",
  correlation: 0.6,
  scale: 1,
  pairs: 24,
  seed: 3,
  points: [0, 0.5, 2],
};

/** The two-sided conditional loss of pairs in the plane, by double loops. */
function reference(scale: number, correlation: number): number {
  const generator = createGenerator(job.seed).fork("pairs");
  const draw = () => Float32Array.from({ length: 2 * job.pairs }, () => generator.normal());
  const [first, second] = [draw(), draw()];
  const length = Math.sqrt(scale);
  const u = Array.from(first, (value) => length * value);
  const rest = Math.sqrt(1 - correlation ** 2);
  const v = Array.from(second, (value, i) => length * (correlation * first[i]! + rest * value));
  const score = (i: number, j: number) => u[2 * i]! * v[2 * j]! + u[2 * i + 1]! * v[2 * j + 1]!;
  const all = Array.from({ length: job.pairs }, (_, i) => i);
  const logMeanExp = (scores: number[]) =>
    Math.log(scores.reduce((sum, value) => sum + Math.exp(value), 0) / scores.length);
  const terms = all.map(
    (i) => (logMeanExp(all.map((j) => score(i, j))) + logMeanExp(all.map((j) => score(j, i)))) / 2 - score(i, i),
  );
  return terms.reduce((sum, value) => sum + value, 0) / job.pairs;
}

describe("a loss along a curve of embeddings", () => {
  it("is that of double loops at every scale", () => {
    const { total } = lossCurve(job, createCatalogue());
    job.points.forEach((scale, i) => {
      expect(total![i]).toBeCloseTo(reference(scale, 0.6), 4);
    });
    expect(total![0]).toBeCloseTo(0, 6);
  });

  it("is that of double loops at every correlation", () => {
    const points = [-0.5, 0, 0.9];
    const { total } = lossCurve({ ...job, along: "correlation", points, scale: 1.5 }, createCatalogue());
    points.forEach((correlation, i) => {
      expect(total![i]).toBeCloseTo(reference(1.5, correlation), 4);
    });
  });

  it("can be had of every loss, and says what is unknown", () => {
    const catalogue = createCatalogue();
    for (const name of catalogue.losses.names())
      expect(lossCurve({ ...job, loss: name, points: [1] }, catalogue).total![0], name).not.toBeNaN();
    expect(() => lossCurve({ ...job, loss: "clipp" }, catalogue)).toThrow(/clipp/);
  });
});
