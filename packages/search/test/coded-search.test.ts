import { createGenerator, type Embeddings, type Generator, topK, uncheckedScores } from "@crosstilt/core";
import { expect, test } from "vitest";
import { codedGallery } from "../src/coded-search.js";
import { exactIndex, type Gallery } from "../src/index.js";

/** The k best of each query by a double loop in float64; equal scores in order of rows. */
function byDoubleLoop(queries: Embeddings, { vectors, dimension: d, bias, scale = 1 }: Gallery, k: number): number[] {
  const m = vectors.length / d;
  const order: number[] = [];
  for (let i = 0; i < queries.vectors.length / d; i++) {
    const scores = new Float64Array(m);
    for (let j = 0; j < m; j++) {
      let product = 0;
      for (let t = 0; t < d; t++) product += queries.vectors[i * d + t]! * vectors[j * d + t]!;
      scores[j] = scale * product + (queries.bias?.[i] ?? 0) + (bias?.[j] ?? 0);
    }
    const rows = Int32Array.from({ length: m }, (_, j) => j);
    order.push(...rows.sort((a, b) => scores[b]! - scores[a]! || a - b).subarray(0, Math.min(k, m)));
  }
  return order;
}

async function byCodes(queries: Embeddings, gallery: Gallery, k: number, threads?: number): Promise<number[]> {
  const codes = (await codedGallery(gallery, threads))!;
  const scores = uncheckedScores({ u: queries, v: gallery, scale: gallery.scale });
  return [...topK({ ...scores, candidates: (width) => codes.candidates(queries, width) }, k).indices];
}

type Draw = (generator: Generator) => number;

const normal: Draw = (generator) => generator.normal();
const draws: Record<string, Draw> = {
  normal,
  "a few whole numbers": (generator) => Math.round(2 * generator.normal()),
  "one of two": (generator) => (generator.uniform() < 0.5 ? -1 : 1),
  "heavy tails": (generator) => generator.normal() ** 5,
  "mostly zero": (generator) => (generator.uniform() < 0.9 ? 0 : generator.normal()),
};

const rowsOf = (n: number, dimension: number, draw: Draw, generator: Generator): Embeddings => ({
  dimension,
  vectors: Float32Array.from({ length: n * dimension }, () => draw(generator)),
});

/** Rows again and again, so that scores tie. */
const repeated = ({ vectors, dimension }: Embeddings, times: number): Embeddings => {
  const all = new Float32Array(vectors.length * times);
  for (let copy = 0; copy < times; copy++) all.set(vectors, copy * vectors.length);
  return { vectors: all, dimension };
};

test.each(Object.keys(draws))("every id and order is that of a double loop in float64: %s", async (name) => {
  const generator = createGenerator(name.length);
  const queries = rowsOf(120, 24, draws[name]!, generator);
  const gallery = { ...repeated(rowsOf(700, 24, draws[name]!, generator), 3), scale: 14.3 };
  for (const k of [1, 10, 100]) expect(await byCodes(queries, gallery, k)).toEqual(byDoubleLoop(queries, gallery, k));
});

test("distances: the metric's terms of one side join the bounds", async () => {
  const generator = createGenerator(3);
  const halfSquares = ({ vectors, dimension: d }: Embeddings) =>
    Float32Array.from({ length: vectors.length / d }, (_, row) => {
      let sum = 0;
      for (const value of vectors.subarray(row * d, (row + 1) * d)) sum -= (value * value) / 2;
      return sum;
    });
  const sides = [rowsOf(80, 10, normal, generator), repeated(rowsOf(900, 10, normal, generator), 2)];
  const [queries, gallery] = sides.map((side) => ({ ...side, bias: halfSquares(side) })) as [Embeddings, Gallery];
  expect(await byCodes(queries, gallery, 12)).toEqual(byDoubleLoop(queries, gallery, 12));
});

test("any scale, offset, zero, duplicate and size of numbers", async () => {
  const generator = createGenerator(11);
  for (let round = 0; round < 60; round++) {
    const d = 1 + Math.floor(generator.uniform() * 40);
    const kinds = Object.values(draws);
    const draw = kinds[round % kinds.length]!;
    const power = () => 10 ** Math.round(16 * (generator.uniform() - 0.5));
    const side = (n: number, times: number) => {
      const rows = repeated(rowsOf(n, d, draw, generator), times);
      const [size, offset] = [power(), generator.uniform() < 0.3 ? 100 : 0];
      const count = rows.vectors.length / d;
      const vectors = rows.vectors.map((value) => size * (value + offset));
      for (let row = 0; row < count; row += 7) {
        const times = row % 3 === 0 ? 0 : power();
        for (let t = 0; t < d; t++) vectors[row * d + t]! *= times;
      }
      const large = power() * size;
      const bias = Float32Array.from({ length: count }, () => large * Math.round(generator.normal()));
      return round % 2 === 0 ? { vectors, dimension: d } : { vectors, dimension: d, bias };
    };
    const queries = side(9, 1);
    const gallery: Gallery = { ...side(250, 3), scale: (round % 4 === 0 ? -1 : 1) * power() };
    const k = [1, 5, 200, 750][round % 4]!;
    expect(await byCodes(queries, gallery, k), `round ${round}`).toEqual(byDoubleLoop(queries, gallery, k));
  }
});

test("a gallery of equal rows, of zeros, and of numbers at the ends of float32", async () => {
  const queries = { vectors: Float32Array.of(1, 2, 0, 0, -3e38, 1, 1e-45, 1e-40), dimension: 2 };
  for (const value of [1, 0, 3e38, 1e-45, -1e-41]) {
    const gallery = { vectors: new Float32Array(10_000).fill(value), dimension: 2, scale: 1 };
    gallery.vectors[77] = value / 2;
    expect(await byCodes(queries, gallery, 40)).toEqual(byDoubleLoop(queries, gallery, 40));
  }
  const gallery = { ...rowsOf(3000, 2, normal, createGenerator(1)), scale: 0 };
  expect(await byCodes(queries, gallery, 3)).toEqual(byDoubleLoop(queries, gallery, 3));
});

test.each([1, 2, 3])("on %i threads", async (threads) => {
  const generator = createGenerator(threads);
  const [queries, gallery] = [rowsOf(21, 12, normal, generator), repeated(rowsOf(1500, 12, normal, generator), 2)];
  expect(await byCodes(queries, gallery, 9, threads)).toEqual(byDoubleLoop(queries, gallery, 9));
});

test.each([1, 7, 700, 5000])("in %i dimensions", async (dimension) => {
  const generator = createGenerator(dimension);
  const [queries, gallery] = [rowsOf(5, dimension, normal, generator), rowsOf(400, dimension, normal, generator)];
  expect(await byCodes(queries, gallery, 4)).toEqual(byDoubleLoop(queries, gallery, 4));
});

test("a number of threads that is none is refused", () =>
  expect(() => exactIndex(rowsOf(2, 2, normal, createGenerator(1)), { threads: 0 })).toThrow(
    "threads: expected a whole number of at least 1, received 0",
  ));

test("few of many rows are left to be scored exactly", async () => {
  const generator = createGenerator(5);
  const [queries, gallery] = [rowsOf(16, 64, normal, generator), rowsOf(50_000, 64, normal, generator)];
  const blocks = (await codedGallery(gallery))!.candidates(queries, 10);
  let count = 0;
  for (const { candidates } of blocks) for (const list of candidates) count += list!.length;
  expect(count / 16).toBeLessThan(200);
});

test("an index that has paid for codes answers as before", async () => {
  const generator = createGenerator(9);
  const gallery = { ...repeated(rowsOf(9000, 64, normal, generator), 2), scale: 3 };
  const queries = rowsOf(24, 64, normal, generator);
  const index = exactIndex(gallery);
  const before = await index.search(queries, 7);
  const after = await index.search(queries, 7);
  expect(after).toEqual(before);
  expect([...after.indices]).toEqual(byDoubleLoop(queries, gallery, 7));
});
