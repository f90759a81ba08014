import { describe, expect, test } from "vitest";
import { variants, withKernels } from "./heap.js";
import { centralDifferences, dot, expectClose, randomArray, remember, uniform } from "./numbers.js";

interface Problem {
  batch: number;
  heads: number;
  queries: number;
  keys: number;
  depth: number;
  scale: number;
  causal: boolean;
}

type Values = ArrayLike<number>;

/** softmax(scale Q Kᵀ) V by loops over packed `[batch, heads, tokens, depth]`. */
function reference(p: Problem, q: Values, k: Values, v: Values): Float64Array {
  const out = new Float64Array(q.length);
  for (let row = 0; row < p.batch * p.heads * p.queries; row++) {
    const head = Math.floor(row / p.queries);
    const seen = p.causal ? Math.min(p.keys, (row % p.queries) + 1) : p.keys;
    const at = (j: number, c: number) => (head * p.keys + j) * p.depth + c;
    const scores = Array.from({ length: seen }, (_, j) => {
      let sum = 0;
      for (let c = 0; c < p.depth; c++) sum += q[row * p.depth + c]! * k[at(j, c)]!;
      return p.scale * sum;
    });
    const highest = Math.max(...scores);
    const weights = scores.map((score) => Math.exp(score - highest));
    const total = weights.reduce((a, b) => a + b, 0);
    weights.forEach((weight, j) => {
      for (let c = 0; c < p.depth; c++) out[row * p.depth + c]! += (weight / total) * v[at(j, c)]!;
    });
  }
  return out;
}

const problem = (rest: Partial<Problem>): Problem => {
  const base = { batch: 1, heads: 2, queries: 5, depth: 4, scale: 0.7, causal: false };
  return { keys: rest.queries ?? 5, ...base, ...rest };
};

const small = [
  problem({}),
  problem({ batch: 2, queries: 1, keys: 3, depth: 1 }),
  problem({ queries: 9, keys: 6, depth: 9, heads: 1 }),
  problem({ causal: true, queries: 7 }),
  problem({ scale: 60 }),
];
const large = [
  problem({ heads: 1, queries: 70, keys: 131, depth: 3 }),
  problem({ heads: 1, queries: 130, depth: 5, causal: true }),
  problem({ heads: 1, queries: 66, keys: 140, depth: 2, scale: 100 }),
];

const sizes = (p: Problem) => {
  const rows = p.batch * p.heads;
  return { q: rows * p.queries * p.depth, k: rows * p.keys * p.depth, logSum: rows * p.queries };
};

const inputsOf = (p: Problem, seed = 11) => {
  const random = uniform(seed);
  const { q, k } = sizes(p);
  const [queries, keys, values, dOut] = [q, k, k, q].map((size) => randomArray(size, random));
  return { q: queries!, k: keys!, v: values!, dOut: dOut! };
};

const expectedOut = remember((p: Problem) => {
  const { q, k, v } = inputsOf(p);
  return reference(p, q, k, v);
});

const expectedGradients = remember((p: Problem) => {
  const { q, k, v, dOut } = inputsOf(p);
  const along = (at: Values, f: (values: Float64Array) => Float64Array) =>
    centralDifferences((values) => dot(dOut, f(values)), at, 1e-5);
  return {
    dQ: along(q, (at) => reference(p, at, k, v)),
    dK: along(k, (at) => reference(p, q, at, v)),
    dV: along(v, (at) => reference(p, q, k, at)),
  };
});

const expectedSlope = remember((p: Problem) => {
  const { q, k, v, dOut } = inputsOf(p);
  const directions = inputsOf(p, 12);
  const moved = (x: Values, direction: Values, t: number) =>
    Float64Array.from(x, (value, i) => value + t * direction[i]!);
  const value = ([t]: Float64Array) =>
    dot(dOut, reference(p, moved(q, directions.q, t!), moved(k, directions.k, t!), moved(v, directions.v, t!)));
  return { directions, slope: centralDifferences(value, [0], 1e-6)[0]! };
});

describe.each(variants)("attention, $simd, $threads threads", (variant) => {
  /** Runs the kernel and its gradient. */
  const run = (p: Problem, check: (got: Record<"out" | "dQ" | "dK" | "dV", Float32Array>) => void) =>
    withKernels(variant, (kernels, heap) => {
      const given = inputsOf(p);
      const size = sizes(p);
      const inputs = { q: heap.put(given.q), k: heap.put(given.k), v: heap.put(given.v) };
      const outputs = { out: heap.room(size.q), logSum: heap.room(size.logSum) };
      const into = { dQ: heap.room(size.q), dK: heap.room(size.k), dV: heap.room(size.k) };
      kernels.attention({ ...p, ...inputs, ...outputs });
      kernels.attentionGradient({ ...p, ...inputs, ...outputs, ...into, dOut: heap.put(given.dOut) });
      const taken = { dQ: heap.take(into.dQ, size.q), dK: heap.take(into.dK, size.k), dV: heap.take(into.dV, size.k) };
      check({ out: heap.take(outputs.out, size.q), ...taken });
    });

  test.each([...small, ...large])("equals the float64 loops: %o", (p) =>
    run(p, ({ out }) => expectClose(out, expectedOut(p), 2e-5)),
  );

  test.each(small)("gradients equal central differences: %o", (p) =>
    run(p, ({ dQ, dK, dV }) => {
      const expected = expectedGradients(p);
      const tolerance = 2e-6 * Math.max(10, p.scale);
      expectClose(dQ, expected.dQ, tolerance);
      expectClose(dK, expected.dK, tolerance);
      expectClose(dV, expected.dV, tolerance);
    }),
  );

  test.each(large)("the gradient along a random direction equals central differences: %o", (p) =>
    run(p, ({ dQ, dK, dV }) => {
      const { directions, slope } = expectedSlope(p);
      const got = dot(dQ, directions.q) + dot(dK, directions.k) + dot(dV, directions.v);
      expect(Math.abs(got - slope)).toBeLessThan(1e-5 * p.scale * Math.max(10, Math.abs(slope)));
    }),
  );

  test("a joint projection is read where it lies", () =>
    withKernels(variant, (kernels, heap) => {
      const p = problem({ batch: 2, heads: 3, queries: 6, depth: 4 });
      const [tokens, width] = [p.queries, p.heads * p.depth];
      const joint = randomArray(p.batch * tokens * 3 * width, uniform(3));
      const pick = (part: number) =>
        Float32Array.from({ length: p.batch * tokens * width }, (_, i) => {
          const [b, h] = [Math.floor(i / (tokens * width)), Math.floor(i / (tokens * p.depth)) % p.heads];
          const [t, c] = [Math.floor(i / p.depth) % tokens, i % p.depth];
          return joint[((b * tokens + t) * 3 + part) * width + h * p.depth + c]!;
        });
      const layout = { batch: tokens * 3 * width, head: p.depth, row: 3 * width };
      const [at, out] = [heap.put(joint), heap.room(p.batch * tokens * width)];
      const layouts = { qLayout: layout, kLayout: layout, vLayout: layout };
      const outLayout = { batch: tokens * width, head: p.depth, row: width };
      const inputs = { q: at, k: at + width * 4, v: at + width * 8, logSum: heap.room(36) };
      kernels.attention({ ...p, ...inputs, ...layouts, out, outLayout });
      const expected = reference(p, pick(0), pick(1), pick(2));
      const got = heap.take(out, p.batch * tokens * width);
      const reordered = expected.map((_, i) => {
        const [b, h] = [Math.floor(i / (tokens * width)), Math.floor(i / (tokens * p.depth)) % p.heads];
        return got[(b * tokens + (Math.floor(i / p.depth) % tokens)) * width + h * p.depth + (i % p.depth)]!;
      });
      expectClose(reordered, expected);
    }));
});

test("attention over no keys is refused", () =>
  withKernels({ simd: "plain" }, (kernels, heap) => {
    const some = heap.room(1);
    const pointers = { q: some, k: some, v: some, out: some, logSum: some };
    expect(() => kernels.attention({ ...problem({ keys: 0 }), ...pointers })).toThrow(
      "keys: expected a whole number of at least 1",
    );
  }));
