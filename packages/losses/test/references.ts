/** The losses by plain loops in float64, from score matrix and embeddings. */
export interface ReferenceInput {
  readonly scores: number[][];
  readonly u: number[][];
  readonly v: number[][];
}

export const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const dot = (a: readonly number[], b: readonly number[]) => total(a.map((x, k) => x * b[k]!));
const transpose = (matrix: number[][]) => matrix[0]!.map((_, j) => matrix.map((row) => row[j]!));
const without = (row: readonly number[], i: number) => row.filter((_, j) => j !== i);
export const logMeanExp = (values: readonly number[]) => {
  const largest = Math.max(...values);
  return largest + Math.log(mean(values.map((s) => Math.exp(s - largest))));
};

/** `mean_i f(row_i, i)` over rows and over columns, averaged. */
const bothWays = (scores: number[][], f: (row: number[], i: number) => number) =>
  (mean(scores.map(f)) + mean(transpose(scores).map(f))) / 2;

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const columnMoments = (x: number[][]) =>
  transpose(x).map((column) => {
    const centre = mean(column);
    return column.map((value) => value - centre);
  });

/** `K_ij` of the gaussian kernel at the median distance. */
function gram(samples: number[][]): number[][] {
  const distance = (a: number[], b: number[]) => Math.sqrt(total(a.map((x, k) => (x - b[k]!) ** 2)));
  const distances = samples.flatMap((a, i) => samples.slice(i + 1).map((b) => distance(a, b))).sort((x, y) => x - y);
  const bandwidth = distances[Math.floor(distances.length / 2)]!;
  return samples.map((a) => samples.map((b) => Math.exp(-(distance(a, b) ** 2) / (2 * bandwidth ** 2))));
}

/** The conditional MMD of one direction over different i, j, k; `ratio[i][j]` is ρ(x_i | y_j). */
export function conditionalDiscrepancy(kernel: number[][], ratio: number[][]): number {
  const n = kernel.length;
  let [spread, fit] = [0, 0];
  for (let j = 0; j < n; j++)
    for (let i = 0; i < n; i++) {
      if (i !== j) fit += kernel[i]![j]! * ratio[i]![j]!;
      for (let k = 0; k < n; k++)
        if (k !== i && k !== j && i !== j) spread += kernel[i]![k]! * ratio[i]![j]! * ratio[k]![j]!;
    }
  return spread / (2 * n * (n - 1) * (n - 2)) - fit / (n * (n - 1));
}

export const references: Record<string, (input: ReferenceInput) => number> = {
  conditional: ({ scores }) => bothWays(scores, (row, i) => logMeanExp(row) - row[i]!),
  clip: (input) => references.conditional!(input) + Math.log(input.scores.length),
  joint: ({ scores }) => logMeanExp(scores.flat()) - mean(scores.map((row, i) => row[i]!)),
  "info-nce": ({ scores }) => mean(scores.map((row, i) => logMeanExp(row) - row[i]!)) + Math.log(scores.length),
  "n-pair": ({ scores }) =>
    mean(scores.map((row, i) => Math.log(1 + total(without(row, i).map((s) => Math.exp(s - row[i]!)))))),
  // With normalisers of 0, where they start.
  "learned-normalisers": ({ scores }) =>
    bothWays(scores, (row, i) => Math.exp(logMeanExp(without(row, i))) - 1 - row[i]!),
  dcl: ({ scores }) => bothWays(scores, (row, i) => logMeanExp(without(row, i)) - row[i]!),
  "multi-positive": (input) => references.conditional!(input),
  siglip: ({ scores }) =>
    total(scores.flatMap((row, i) => row.map((s, j) => softplus(i === j ? -(10 * s - 10) : 10 * s - 10)))) /
    scores.length,
  spectral: ({ scores }) => {
    const others = scores.flatMap((row, i) => without(row, i));
    return mean(others.map((s) => s * s)) - 2 * mean(scores.map((row, i) => row[i]!));
  },
  triplet: ({ scores }) =>
    bothWays(scores, (row, i) => mean(without(row, i).map((s) => Math.max(0, 0.2 + s - row[i]!)))),
  margin: ({ u, v }) => {
    const distance = (a: number[], b: number[]) => Math.sqrt(total(a.map((x, k) => (x - b[k]!) ** 2)));
    const others = u.flatMap((a, i) => v.flatMap((b, j) => (i === j ? [] : [Math.max(0, 1 - distance(a, b)) ** 2])));
    return mean(u.map((a, i) => distance(a, v[i]!) ** 2)) / 2 + mean(others) / 2;
  },
  "nt-xent": ({ u, v }) => {
    const z = [...u, ...v].map((row) => row.map((x) => x / Math.sqrt(dot(row, row))));
    const n = u.length;
    return mean(
      z.map((a, i) => {
        const others = z.flatMap((b, j) => (i === j ? [] : [Math.exp(dot(a, b) / 0.5)]));
        return Math.log(total(others)) - dot(a, z[(i + n) % (2 * n)]!) / 0.5;
      }),
    );
  },
  "barlow-twins": ({ u, v }) => {
    const standard = (x: number[][]) =>
      columnMoments(x).map((column) => column.map((value) => value / Math.sqrt(mean(column.map((c) => c * c)))));
    const [a, b] = [standard(u), standard(v)];
    return total(
      a.flatMap((x, k) =>
        b.map((y, l) => {
          const correlation = dot(x, y) / u.length;
          return k === l ? (1 - correlation) ** 2 : 0.005 * correlation ** 2;
        }),
      ),
    );
  },
  vicreg: ({ u, v }) => {
    const [n, d] = [u.length, u[0]!.length];
    const covariance = (x: number[][]) => {
      const columns = columnMoments(x);
      return columns.map((a) => columns.map((b) => dot(a, b) / (n - 1)));
    };
    const hinge = (x: number[][]) => mean(covariance(x).map((row, k) => Math.max(0, 1 - Math.sqrt(row[k]! + 1e-4))));
    const overlap = (x: number[][]) => total(covariance(x).flatMap((row, k) => without(row, k).map((c) => c * c))) / d;
    const invariance = mean(u.flatMap((row, i) => row.map((x, k) => (x - v[i]![k]!) ** 2)));
    return 25 * invariance + 25 * (hinge(u) + hinge(v)) + overlap(u) + overlap(v);
  },
  "conditional-mmd": ({ scores, u, v }) => {
    const ratioBy = (matrix: number[][]) => {
      const normalisers = transpose(matrix).map(logMeanExp);
      return matrix.map((row) => row.map((s, j) => Math.exp(s - normalisers[j]!)));
    };
    return (
      conditionalDiscrepancy(gram(u), ratioBy(scores)) + conditionalDiscrepancy(gram(v), ratioBy(transpose(scores)))
    );
  },
  "joint-mmd": ({ scores, u, v }) => {
    const n = scores.length;
    const largest = Math.max(...scores.flat());
    const mass = total(scores.flat().map((s) => Math.exp(s - largest)));
    const weight = (i: number, j: number) => Math.exp(scores[i]![j]! - largest) / mass;
    const [ku, kv] = [gram(u), gram(v)];
    let [spread, fit] = [0, 0];
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        for (let k = 0; k < n; k++) {
          fit += (weight(i, j) * ku[i]![k]! * kv[j]![k]!) / n;
          for (let l = 0; l < n; l++) spread += weight(i, j) * weight(k, l) * ku[i]![k]! * kv[j]![l]!;
        }
    return spread - 2 * fit;
  },
};
