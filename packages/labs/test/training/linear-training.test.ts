import { useBackend } from "@crosstilt/backends";
import { createCatalogue } from "@crosstilt/catalogue";
import { optimum } from "@crosstilt/gaussian";
import { beforeAll, describe, expect, it } from "vitest";
import { type LinearJob, type LinearReport, trainLinear } from "../../src/training/index.js";

beforeAll(() => useBackend("wasm"));

const job: LinearJob = {
  covariance: [
    [1.5, 0.9],
    [0.9, 1.2],
  ],
  split: 1,
  rank: 1,
  metric: { name: "inner-product" },
  loss: { name: "conditional" },
  samples: 4000,
  batchSize: 500,
  steps: 320,
  learningRate: 0.03,
  seed: 2,
};

async function reportsOf(own: Partial<LinearJob>, signal = new AbortController().signal): Promise<LinearReport[]> {
  const reports: LinearReport[] = [];
  await trainLinear({ ...job, ...own }, createCatalogue(), {
    signal,
    pause: async () => {},
    report: (report) => reports.push(report),
  });
  return reports;
}

describe("linear encoders in training", () => {
  it("come to the product of the closed form's", async () => {
    const { G, H, step, totalSteps } = (await reportsOf({})).at(-1)!;
    const best = optimum({ ...job, metric: "inner-product", loss: "conditional" });
    expect(step).toBe(totalSteps);
    expect(G[0]![0]! * H[0]![0]!).toBeCloseTo(best.G[0]![0]! * best.H[0]![0]!, 1);
  });

  it("have own terms with the general quadratic metric, near the truth's", async () => {
    const { G, H, P, Q } = (await reportsOf({ metric: { name: "general-quadratic" } })).at(-1)!;
    const best = optimum({ ...job, metric: "general-quadratic", loss: "conditional" });
    // What enters the score: G H, and (P G)² and (Q H)².
    const terms = (encoders: { readonly G: number[][]; readonly H: number[][]; P?: number[][]; Q?: number[][] }) => {
      const [g, h, p, q] = [encoders.G, encoders.H, encoders.P!, encoders.Q!].map((matrix) => matrix[0]![0]!) as [
        number,
        number,
        number,
        number,
      ];
      return [g * h, (p * g) ** 2, (q * h) ** 2];
    };
    const exact = terms(best);
    terms({ G, H, P, Q }).forEach((value, i) => {
      expect(value).toBeCloseTo(exact[i]!, 0.5);
    });
  });

  it("give their scores on the grid, u by rows", async () => {
    const { G, H, scores } = (await reportsOf({ steps: 8, scoreGrid: { size: 5, limit: 2 } })).at(-1)!;
    for (let i = 0; i < 5; i++)
      for (let j = 0; j < 5; j++) expect(scores![5 * i + j]).toBeCloseTo(G[0]![0]! * (i - 2) * H[0]![0]! * (j - 2), 5);
  });

  it("end when they are told to", async () => {
    const controller = new AbortController();
    controller.abort();
    expect(await reportsOf({}, controller.signal)).toEqual([]);
  });
});
