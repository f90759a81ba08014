import { useBackend } from "@crosstilt/backends";
import { createCatalogue } from "@crosstilt/catalogue";
import { beforeAll, expect, it } from "vitest";
import { metricField } from "../../src/catalogue/index.js";

beforeAll(() => useBackend("wasm"));

const [limit, size] = [2, 5];
const place = (i: number) => -limit + (2 * limit * i) / (size - 1);

it.each([
  ["inner-product", (u: number[], v: number[]) => u[0]! * v[0]! + u[1]! * v[1]!],
  ["quadratic", (u: number[], v: number[]) => -((u[0]! - v[0]!) ** 2 + (u[1]! - v[1]!) ** 2) / 2],
])("the field of the %s is the score of every place, row by row from the lower left", async (metric, score) => {
  const u: [number, number] = [0.8, -1.1];
  const field = await metricField({ metric, u, limit, size }, createCatalogue());
  field.forEach((value, k) => {
    expect(value).toBeCloseTo(score(u, [place(k % size), place(Math.floor(k / size))]), 5);
  });
});
