import { countOf, demand, demandEmbeddings, type Embeddings, uncheckedScores } from "@crosstilt/core";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** How embeddings fill their space. */
export interface EmbeddingDiagnostics {
  readonly count: number;
  readonly dimension: number;
  /** `exp` of the entropy of the singular values of the centred embeddings, as shares (Roy and Vetterli 2007). */
  readonly effectiveRank: number;
  /** `(Σ λ)² / Σ λ²` of the eigenvalues of the covariance. */
  readonly participationRatio: number;
  /** Standard deviation of each coordinate, smallest and largest. */
  readonly deviations: readonly [smallest: number, largest: number];
  /** `log E exp(−2 |x̄ − ȳ|²)` over pairs of different rows, normalised (Wang and Isola 2020); lower is more uniform. */
  readonly uniformity: number;
}

/**
 * Does a set of embeddings use its dimensions, or has it collapsed? O(n d² + n² d) time, O(d²) memory. Refuses fewer than
 * two rows.
 *
 * @example
 * const { effectiveRank, dimension } = embeddingDiagnostics(scores.u);
 */
export function embeddingDiagnostics(embeddings: Embeddings): EmbeddingDiagnostics {
  demandEmbeddings("embeddings", embeddings);
  const { dimension } = embeddings;
  const count = countOf(embeddings);
  demand(count >= 2, () => ({ argument: "embeddings", expected: "at least 2 rows", received: String(count) }));
  const covariance = covarianceOf(embeddings);
  const spectrum = new EigenvalueDecomposition(new Matrix(covariance), { assumeSymmetric: true }).realEigenvalues;
  const variances = covariance.map((row, i) => row[i]!);
  return {
    count,
    dimension,
    ...ranksOf(spectrum.map((value) => Math.max(0, value))),
    deviations: [Math.sqrt(Math.min(...variances)), Math.sqrt(Math.max(...variances))],
    uniformity: uniformityOf(normalised(embeddings), count),
  };
}

/**
 * Mean squared distance of the normalised embeddings of true pairs, `E |ū − v̄|²` (Wang and Isola 2020); 0 when each pair
 * points the same way, 2 when they know nothing of each other.
 */
export function alignment(u: Embeddings, v: Embeddings): number {
  demandEmbeddings("u", u);
  demandEmbeddings("v", v);
  demand(u.dimension === v.dimension && u.vectors.length === v.vectors.length, () => ({
    argument: "embeddings",
    expected: "as many rows of u as of v and one dimension",
    received: `[${countOf(u)}, ${u.dimension}] and [${countOf(v)}, ${v.dimension}]`,
  }));
  const [a, b] = [normalised(u).vectors, normalised(v).vectors];
  return a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / countOf(u);
}

function ranksOf(spectrum: number[]): { effectiveRank: number; participationRatio: number } {
  const total = spectrum.reduce((sum, value) => sum + value, 0);
  if (total === 0) return { effectiveRank: 0, participationRatio: 0 };
  const singular = spectrum.map(Math.sqrt);
  const sum = singular.reduce((partial, value) => partial + value, 0);
  const entropy = singular.reduce(
    (partial, value) => partial - (value > 0 ? (value / sum) * Math.log(value / sum) : 0),
    0,
  );
  const squares = spectrum.reduce((partial, value) => partial + value ** 2, 0);
  return { effectiveRank: Math.exp(entropy), participationRatio: total ** 2 / squares };
}

function covarianceOf(embeddings: Embeddings): number[][] {
  const { vectors, dimension: d } = embeddings;
  const n = countOf(embeddings);
  const mean = new Float64Array(d);
  for (let i = 0; i < vectors.length; i++) mean[i % d]! += vectors[i]! / n;
  const sums = Array.from({ length: d }, () => new Float64Array(d));
  const centred = new Float64Array(d);
  for (let row = 0; row < n; row++) {
    for (let j = 0; j < d; j++) centred[j] = vectors[row * d + j]! - mean[j]!;
    for (let j = 0; j < d; j++) {
      const [target, value] = [sums[j], centred[j]];
      for (let l = 0; l <= j; l++) target![l]! += value! * centred[l]!;
    }
  }
  return sums.map((_, j) => Array.from({ length: d }, (__, l) => sums[Math.max(j, l)]![Math.min(j, l)]! / n));
}

/** The rows scaled to length one; rows of zeros stay. */
function normalised(embeddings: Embeddings): Embeddings {
  const { vectors, dimension } = embeddings;
  const scaled = new Float32Array(vectors.length);
  for (let start = 0; start < vectors.length; start += dimension) {
    const row = vectors.subarray(start, start + dimension);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)) || 1;
    for (let j = 0; j < dimension; j++) scaled[start + j] = row[j]! / length;
  }
  return { vectors: scaled, dimension };
}

/** What a cosine may be off by in a mean over all of them: more than the worst case of float32 in thousands of dimensions. */
const COSINE_ERROR = 2 ** -10;

function uniformityOf(unit: Embeddings, count: number): number {
  let sum = 0;
  for (const { row, rows, column, columns, values } of uncheckedScores({ u: unit, v: unit }).blocks(COSINE_ERROR)) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        if (row + i !== column + j) sum += Math.exp(-2 * (2 - 2 * values[i * columns + j]!));
      }
    }
  }
  return Math.log(sum / (count * (count - 1)));
}
