import { toSvg } from "@crosstilt/figures";
import { describe, expect, test } from "vitest";
import { findExperiment } from "../src/index.js";

interface Curves {
  readonly variable: string;
  readonly x: number[];
  readonly truth: number[];
  readonly models: { readonly name: string; readonly density: number[] }[];
}

const run = (name: string) =>
  findExperiment(name).run({ scale: "smoke", seed: 1, folder: "unused", report: () => undefined });

const step = (x: number[]) => x[1]! - x[0]!;
const moment = (x: number[], density: number[], f: (value: number) => number) =>
  x.reduce((sum, value, i) => sum + f(value) * density[i]! * step(x), 0);

describe("figures of the two-dimensional Gaussian", () => {
  test.each([
    ["fig2", [2 / 3, 2 / 3], [1.5, 1.5], [2.7, 2.7]],
    ["fig3", [2 / 3, 3 / 7], [5 / 6, 15 / 28], [7 / 6, 3 / 4]],
    ["fig4", [0.5, 0.5], [1.5, 1.5], [2, 2]],
    ["general-quadratic", [2 / 3, 2 / 3], [5 / 6, 5 / 6], [1.5, 1.5]],
  ])("%s has the means and variances of its closed form", async (name, means, variances, marginals) => {
    const { result } = await run(name);
    const panels = (result as { data: Record<string, Curves[]> }).data[name]!;
    expect(panels.map(({ variable }) => variable)).toEqual(["u given v = 1", "v given u = 1", "u", "v"]);
    panels.forEach(({ x, models }, i) => {
      const [mean, variance] = i < 2 ? [means[i]!, variances[i]!] : [0, marginals[i - 2]!];
      const { density } = models[0]!;
      const peak = x[density.indexOf(Math.max(...density))]!;
      expect(Math.abs(peak - mean)).toBeLessThan(step(x));
      expect(Math.max(...density)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI * variance), 3);
    });
  });

  test("the truth of every panel is the Gaussian of the law", async () => {
    const { result } = await run("fig2");
    const [given, , alone] = (result as { data: Record<string, Curves[]> }).data.fig2!;
    expect(moment(given!.x, given!.truth, () => 1)).toBeCloseTo(1, 3);
    expect(moment(given!.x, given!.truth, (u) => u)).toBeCloseTo(2 / 3, 3);
    expect(moment(given!.x, given!.truth, (u) => (u - 2 / 3) ** 2)).toBeCloseTo(5 / 6, 2);
    expect(moment(alone!.x, alone!.truth, (u) => u * u)).toBeCloseTo(1.5, 1);
  });

  test("normalised encoders jump at zero by the factor e^{2κ}", async () => {
    const { result } = await run("fig6");
    const { curves } = (result as { data: { fig6: { curves: Curves } } }).data.fig6;
    const right = curves.x.findIndex((u) => u > 0);
    const ratio = ({ density }: Curves["models"][number]) => density[right]! / density[right - 1]!;
    expect(ratio(curves.models[0]!)).toBeCloseTo(Math.exp(2), 8);
    const kappa = Math.atanh((2 / Math.PI) * Math.asin(2 / 3));
    expect(ratio(curves.models[1]!)).toBeCloseTo(Math.exp(2 * kappa), 8);
  });

  test("each is drawn without a warning and has a caption", async () => {
    for (const name of ["fig1", "fig5", "fig6", "general-quadratic"]) {
      const { figures } = await run(name);
      for (const { spec, caption } of figures) {
        expect(caption.length).toBeGreaterThan(40);
        expect(await toSvg(spec as Parameters<typeof toSvg>[0])).toMatch(/^<svg/);
      }
    }
  });
});
