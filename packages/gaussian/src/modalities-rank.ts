// Encoders of r numbers, 𝒜_ab = G_aᵀ G_b: one modality at a time is solved exactly, the others fixed; docs/theory.md, section 22.
import { svd, symmetricEigen, symmetricFunction } from "./decompositions.js";
import { add, block, build, fromBlocks, identity, type Matrix, product, scale, subtract, transpose } from "./matrix.js";
import { type ModalitiesLaw, offDiagonal } from "./modalities.js";
import { uniforms } from "./uniforms.js";

/** The loss of whitened encoders, and the exact minimiser over one of them. */
export interface Alternation {
  loss(weights: Matrix): number;
  /** The best encoder `[r, n_a]` beside `others` `[r, n − n_a]`, whose law among each other and with z_a is given. */
  best(parts: AlternationParts): Matrix;
}

interface AlternationParts {
  /** Encoders of the other modalities, `[r, m]`. */
  readonly others: Matrix;
  /** Ω among the others `[m, m]`, and with z_a `[m, n_a]`. */
  readonly among: Matrix;
  readonly across: Matrix;
  /** Weights among the others `[m, m]`. */
  readonly weights: Matrix;
}

/** One-vs-rest: least squares, `R (I + Ω_rr) Rᵀ G_a = R (2I − 𝒜_rr) Ω_ra`. */
export const oneVsRestStep = ({ others, among, across, weights }: AlternationParts): Matrix => {
  const unit = identity(among.length);
  const normal = product(others, add(unit, among), transpose(others));
  return product(pseudoInverse(normal), others, subtract(scale(2, unit), weights), across);
};

/**
 * Joint: with `S = R (I − 𝒜_rr)⁻¹ Rᵀ` and the singular values t of `S^{-1/2} R Ω_ra`, singular values `(√(1 + 4t²) − 1)/2t` of
 * `S^{1/2} G_a`, as in Theorem 5.6.
 */
export const jointStep = ({ others, among, across, weights }: AlternationParts): Matrix => {
  const free = symmetricFunction(subtract(identity(among.length), weights), (value) => 1 / value);
  const inner = product(others, free, transpose(others));
  const back = symmetricFunction(inner, (value) => (value > TINY * scaleOf(inner) ? 1 / Math.sqrt(value) : 0));
  const { left, sigma, right } = svd(product(back, others, across));
  const shrunk = sigma.map((t) => (t > 0 ? (2 * t) / (1 + Math.sqrt(1 + 4 * t * t)) : 0));
  const columns = left.map((row) => row.map((value, k) => value * shrunk[k]!));
  return product(back, columns, transpose(right));
};

const TINY = 1e-12;
const scaleOf = (matrix: Matrix) => Math.max(...matrix.map((row, i) => Math.abs(row[i]!)), Number.MIN_VALUE);

function pseudoInverse(matrix: Matrix): Matrix {
  const least = TINY * scaleOf(matrix);
  return symmetricFunction(matrix, (value) => (value > least ? 1 / value : 0));
}

/** Starts beside the one of the leading directions of the unrestricted weights. */
const STARTS = 8;
const SWEEPS = 2000;

/**
 * Weights of rank r, and whitened encoders side by side `[r, n]`: the best of several starts of an alternation that never
 * rises. A local minimum for K > 2; for K = 2 it is the leading canonical pairs.
 */
export function lowRankWeights(
  law: ModalitiesLaw,
  rank: number,
  full: Matrix,
  alternation: Alternation,
): { encoders: Matrix; weights: Matrix } {
  const random = uniforms(1);
  const starts = [
    leading(full, rank),
    ...Array.from({ length: STARTS }, () => build(rank, full.length, () => 0.2 * (random() - 0.5))),
  ];
  const ends = starts.map((start) => descend(law, start, alternation));
  return ends.reduce((best, end) => (end.loss < best.loss ? end : best));
}

/** The leading eigenvectors of weights, scaled to reproduce them as far as they are positive. */
function leading(weights: Matrix, rank: number): Matrix {
  const { values, vectors } = symmetricEigen(weights);
  const factor = (k: number) => Math.sqrt(Math.max(values[k] ?? 0, TINY));
  return build(rank, weights.length, (k, i) => (k < weights.length ? factor(k) * vectors[i]![k]! : 0));
}

function descend(law: ModalitiesLaw, start: Matrix, { loss, best }: Alternation) {
  let encoders = admissible(law, start, loss);
  let value = Number.POSITIVE_INFINITY;
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (let a = 0; a < law.sizes.length; a += 1) encoders = withBest(law, encoders, a, best);
    const next = loss(weightsOf(law, encoders));
    if (value - next <= 1e-15 * Math.abs(next)) return { encoders, weights: weightsOf(law, encoders), loss: next };
    value = next;
  }
  return { encoders, weights: weightsOf(law, encoders), loss: value };
}

/** The start, made smaller until its law exists. */
function admissible(law: ModalitiesLaw, start: Matrix, loss: Alternation["loss"]): Matrix {
  let encoders = start;
  while (!Number.isFinite(loss(weightsOf(law, encoders)))) encoders = scale(0.5, encoders);
  return encoders;
}

const weightsOf = (law: ModalitiesLaw, encoders: Matrix): Matrix =>
  offDiagonal(law, product(transpose(encoders), encoders));

function withBest(law: ModalitiesLaw, encoders: Matrix, a: number, best: Alternation["best"]): Matrix {
  const [from, to] = [law.starts[a]!, law.starts[a + 1]!];
  const n = law.omega.length;
  const rest = (matrix: Matrix) => [...matrix.slice(0, from), ...matrix.slice(to)];
  const both = (matrix: Matrix) => rest(matrix).map((row) => [...row.slice(0, from), ...row.slice(to)]);
  const others = encoders.map((row) => [...row.slice(0, from), ...row.slice(to)]);
  const across = rest(block(law.omega, 0, n, from, to));
  const weights = both(weightsOf(law, encoders));
  const found = best({ others, among: both(law.omega), across, weights });
  const [before, after] = [block(encoders, 0, encoders.length, 0, from), block(encoders, 0, encoders.length, to, n)];
  return fromBlocks([[before, found, after].filter((part) => part[0]!.length > 0)]);
}
