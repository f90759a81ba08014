import { expect, test } from "vitest";
import { randomEmbeddings } from "../../core/test/scores/random-scores.js";
import { alignment, embeddingDiagnostics } from "../src/index.js";

test("embeddings that fill their space have full rank, and collapsed ones a low one", () => {
  const { vectors } = randomEmbeddings(4000, 8, 1);
  const full = embeddingDiagnostics({ vectors, dimension: 8 });
  expect(full.effectiveRank).toBeGreaterThan(7.9);
  expect(full.participationRatio).toBeGreaterThan(7.8);
  const line = vectors.map((_, i) => vectors[i - (i % 8)]! * ((i % 8) + 1));
  const collapsed = embeddingDiagnostics({ vectors: line, dimension: 8 });
  expect(collapsed.effectiveRank).toBeLessThan(1.01);
  expect(collapsed.participationRatio).toBeCloseTo(1, 5);
});

test("the ranks of a known spectrum are those of their formulas", () => {
  // Rows ±a e_1, ±b e_2: eigenvalues a²/2 and b²/2, singular values in the ratio a : b.
  const [a, b] = [3, 1];
  const vectors = Float32Array.of(a, 0, -a, 0, 0, b, 0, -b);
  const { effectiveRank, participationRatio, deviations } = embeddingDiagnostics({ vectors, dimension: 2 });
  const [p, q] = [a / (a + b), b / (a + b)];
  expect(effectiveRank).toBeCloseTo(Math.exp(-p * Math.log(p) - q * Math.log(q)), 10);
  expect(participationRatio).toBeCloseTo((a * a + b * b) ** 2 / (a ** 4 + b ** 4), 10);
  expect(deviations[0]).toBeCloseTo(b / Math.SQRT2, 10);
  expect(deviations[1]).toBeCloseTo(a / Math.SQRT2, 10);
});

test("constant embeddings have rank 0 and the worst uniformity", () => {
  const { effectiveRank, participationRatio, uniformity } = embeddingDiagnostics({
    vectors: new Float32Array(6).fill(2),
    dimension: 3,
  });
  expect([effectiveRank, participationRatio]).toEqual([0, 0]);
  expect(uniformity).toBeCloseTo(0, 6);
});

test("uniformity and alignment are those of a double loop", () => {
  const [x, y] = [randomEmbeddings(30, 3, 1), randomEmbeddings(30, 3, 2)];
  const unit = ({ vectors }: { vectors: Float32Array }) =>
    Array.from({ length: 30 }, (_, i) => {
      const row = Array.from(vectors.subarray(3 * i, 3 * i + 3));
      return row.map((value) => value / Math.hypot(...row));
    });
  const distance = (a: number[], b: number[]) => a.reduce((sum, value, t) => sum + (value - b[t]!) ** 2, 0);
  const [a, b] = [unit(x), unit(y)];
  const terms = a.flatMap((p, i) => a.filter((_, j) => j !== i).map((q) => Math.exp(-2 * distance(p, q))));
  const expected = Math.log(terms.reduce((sum, term) => sum + term, 0) / terms.length);
  expect(embeddingDiagnostics(x).uniformity).toBeCloseTo(expected, 5);
  expect(alignment(x, y)).toBeCloseTo(a.reduce((sum, p, i) => sum + distance(p, b[i]!), 0) / 30, 5);
  expect(alignment(x, { ...x, vectors: x.vectors.map((value) => 7 * value) })).toBeCloseTo(0, 10);
});

test("too few rows and unequal sides are refused", () => {
  expect(() => embeddingDiagnostics({ vectors: Float32Array.of(1, 2), dimension: 2 })).toThrow("at least 2 rows");
  expect(() => alignment(randomEmbeddings(3, 2, 1), randomEmbeddings(4, 2, 1))).toThrow("received [3, 2] and [4, 2]");
});
