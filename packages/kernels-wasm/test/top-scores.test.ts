import { describe, expect, test } from "vitest";
import { variants, withKernels } from "./heap.js";
import { randomArray, uniform } from "./numbers.js";

describe.each(variants)("topScores, $simd, $threads threads", (variant) => {
  const top = (
    u: Float32Array,
    v: Float32Array,
    d: number,
    k: number,
    offsets: { alpha?: number[]; beta?: number[] } = {},
  ) =>
    new Promise<{ values: number[]; indices: number[] }>((resolve, reject) => {
      withKernels(variant, (kernels, heap) => {
        const [n, m] = [u.length / d, v.length / d];
        const [values, indices] = [heap.room(n * k), heap.room(n * k)];
        const [alpha, beta] = [offsets.alpha, offsets.beta].map((given) => (given ? heap.put(given) : 0));
        kernels.topScores({
          u: heap.put(u),
          v: heap.put(v),
          n,
          m,
          d,
          k,
          scale: 2,
          alpha: alpha!,
          beta: beta!,
          values,
          indices,
        });
        const found = new Int32Array(heap.memory.buffer, indices, n * k);
        resolve({ values: [...heap.take(values, n * k)], indices: [...found] });
      }).catch(reject);
    });

  test.each([
    [3, 200, 5, 10],
    [70, 65, 3, 65],
    [1, 1, 1, 1],
    [66, 129, 8, 1],
  ])("%i queries of %i, d %i: the %i best are those of a full sort", async (n, m, d, k) => {
    const random = uniform(5);
    const whole = () => Math.round(random() * 8);
    const u = Float32Array.from({ length: n * d }, whole);
    const v = Float32Array.from({ length: m * d }, whole);
    const alpha = Array.from({ length: n }, whole);
    const beta = Array.from({ length: m }, whole);
    const { values, indices } = await top(u, v, d, k, { alpha, beta });
    for (let i = 0; i < n; i++) {
      const scores = beta.map((b, j) => {
        let sum = alpha[i]! + b;
        for (let p = 0; p < d; p++) sum += 2 * u[i * d + p]! * v[j * d + p]!;
        return sum;
      });
      const order = scores.map((_, j) => j).sort((a, b) => scores[b]! - scores[a]! || a - b);
      expect(indices.slice(i * k, (i + 1) * k)).toEqual(order.slice(0, k));
      expect(values.slice(i * k, (i + 1) * k)).toEqual(order.slice(0, k).map((j) => scores[j]));
    }
  });

  test("of equal scores the lower index comes first", async () => {
    const { indices } = await top(Float32Array.of(1), new Float32Array(100).fill(1), 1, 4);
    expect(indices).toEqual([0, 1, 2, 3]);
  });

  test("more results than columns are refused", () =>
    expect(top(randomArray(4, uniform(1)), randomArray(4, uniform(1)), 2, 3)).rejects.toThrow(
      "k: expected at most m (2), received 3",
    ));
});
