import { describe, expect, test } from "vitest";
import { variants, withKernels } from "./heap.js";
import { uniform } from "./numbers.js";

describe.each(variants)("screen, $simd, $threads threads", (variant) => {
  test.each([
    [1, 1, 8, 1],
    [5, 700, 24, 7],
    [9, 2049, 8, 300],
  ])("%i queries of %i rows, depth %i: nothing is left out that has fewer than %i betters", (n, m, depth, k) =>
    withKernels(variant, (kernels, heap) => {
      const random = uniform(3);
      const whole = (most: number) => Math.round((2 * random() - 1) * most);
      const codes = Int8Array.from({ length: m * depth }, () => whole(127));
      const queries = Int16Array.from({ length: n * depth }, () => whole(32_000));
      const steps = Array.from({ length: m }, () => 2 ** whole(2));
      const radii = Array.from({ length: m }, () => 1000 * Math.abs(whole(50)));
      const biases = Array.from({ length: m }, () => whole(1000));
      const packed = heap.put(new Float32Array(codes.buffer.slice(0)));
      const [reach, perBias, spare] = [1, 2, 3].map((value) => new Float32Array(n).fill(value));
      const found = kernels.screen({
        codes: packed,
        steps: heap.put(steps),
        radii: heap.put(radii),
        biases: heap.put(biases),
        ...{
          depth,
          begin: 0,
          end: m,
          queries,
          reach: reach!,
          perBias: perBias!,
          spare: spare!,
          k,
          room: 4 * m + 4 * k,
        },
      });
      expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(m);
      for (const { first, count, candidates } of found)
        candidates.forEach((rows, i) => {
          const bounds = Array.from({ length: count }, (_, at) => {
            const j = first + at;
            let product = 0;
            for (let t = 0; t < depth; t++) product += codes[j * depth + t]! * queries[i * depth + t]!;
            const bias = biases[j]! * 2;
            const [score, off] = [product * steps[j]! + bias, radii[j]! + 2 ** -21 * Math.abs(bias) + 3];
            const rounding = 2 ** -22 * (Math.abs(score) + off);
            return { lower: score - off + rounding, upper: score + off - rounding, least: score + off + rounding };
          });
          const kth = bounds.map(({ lower }) => lower).sort((a, b) => b - a)[Math.min(k, count) - 1]!;
          const least = count < k ? Number.NEGATIVE_INFINITY : kth;
          const wanted = bounds.flatMap(({ least: most }, at) => (most >= least ? [at] : []));
          const noted = [...rows!];
          expect(noted).toEqual([...noted].sort((a, b) => a - b));
          const sure = bounds.flatMap(({ upper }, at) => (upper >= least ? [at] : []));
          expect(noted).toEqual(expect.arrayContaining(sure));
          expect(wanted.length).toBeGreaterThanOrEqual(sure.length);
          expect(noted.length).toBeLessThanOrEqual(Math.max(wanted.length + 2, k));
        });
    }),
  );

  test("queries with more candidates than there is room for get none", () =>
    withKernels(variant, (kernels, heap) => {
      const [rows, depth] = [4096, 8];
      const zeros = () => heap.put(new Float32Array(rows));
      const codes = heap.put(new Float32Array((rows * depth) / 4));
      const one = () => new Float32Array(1).fill(1);
      const found = kernels.screen({
        codes,
        steps: zeros(),
        radii: zeros(),
        biases: zeros(),
        depth,
        begin: 0,
        end: rows,
        queries: new Int16Array(depth),
        reach: one(),
        perBias: one(),
        spare: one(),
        k: 1,
        room: 4,
      });
      for (const { candidates } of found) expect(candidates).toEqual([null]);
    }));

  test("sizes that do not fit are refused", () =>
    expect(
      withKernels(variant, (kernels) => {
        const [codes, steps, radii, biases] = [64, 64, 64, 64];
        const one = new Float32Array(1);
        kernels.screen({
          codes,
          steps,
          radii,
          biases,
          depth: 4,
          begin: 0,
          end: 8,
          queries: new Int16Array(4),
          reach: one,
          perBias: one,
          spare: one,
          k: 1,
          room: 4,
        });
      }),
    ).rejects.toThrow("screen: queries"));
});
