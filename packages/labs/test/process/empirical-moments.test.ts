import { createGenerator } from "@crosstilt/core";
import { expect, it } from "vitest";
import { drawMoments, gp } from "../../src/process/index.js";

it("moments drawn without pairs have the law of those of pairs: mean zero and Wishart", () => {
  const { law } = gp;
  const [count, repeats, generator] = [40, 3000, createGenerator(6)];
  const covariance = (i: number, j: number) =>
    law.cholesky[i]!.reduce((sum, x, k) => sum + x * law.cholesky[j]![k]!, 0);
  const draws = Array.from({ length: repeats }, () => drawMoments(law, count, generator));
  for (const [i, j] of [
    [0, 0],
    [2, 2],
    [0, 5],
    [12, 1],
    [14, 14],
  ] as const) {
    // biome-ignore format: places
    const [own, other, both] = [covariance(i, i), covariance(j, j), covariance(i, j)];
    const scatter = draws.map((draw) => draw.scatter[i]![j]!);
    const mean = scatter.reduce((sum, value) => sum + value, 0) / repeats;
    // E S = (n − 1) Σ and Var S_ij = (n − 1)(Σ_ij² + Σ_ii Σ_jj).
    const variance = (count - 1) * (both ** 2 + own * other);
    expect(Math.abs(mean - (count - 1) * both)).toBeLessThan(4 * Math.sqrt(variance / repeats));
    const found = scatter.reduce((sum, value) => sum + (value - mean) ** 2, 0) / repeats;
    expect(Math.abs(found / variance - 1)).toBeLessThan(0.15);
    const first = draws.reduce((sum, draw) => sum + draw.mean[i]!, 0) / repeats;
    expect(Math.abs(first)).toBeLessThan(4 * Math.sqrt(own / count / repeats));
  }
});
