import { symmetricFunction } from "./decompositions.js";
import { checkedCovariance } from "./joint.js";
import { block, build, fromBlocks, type Matrix, type MatrixLike, product, symmetrise } from "./matrix.js";
import { refuse } from "./refuse.js";

/** A Gaussian law of K modalities `z = (z_1, …, z_K)`, block-whitened. */
export interface ModalitiesLaw {
  /** The dimension n_a of every modality, `[K]`. */
  readonly sizes: readonly number[];
  /** Where every modality begins, and the number of all coordinates, `[K + 1]`. */
  readonly starts: readonly number[];
  /** `Ω = W C W` with `W = blockdiag(C_aa^{-1/2})`, `[n, n]`: identities on the diagonal, whitened correlations off it. */
  readonly omega: Matrix;
}

/** A covariance `[n, n]` of at least two modalities with the dimensions `blocks`, which add up to n. */
export interface ModalitiesSpec {
  readonly covariance: MatrixLike;
  readonly blocks: readonly number[];
  /** Added to the diagonal of the covariance (default 0). */
  readonly ridge?: number;
}

/** How the scores of two modalities are formed; "general-quadratic" has an own quadratic term for each modality. */
export const modalitiesMetrics = ["inner-product", "general-quadratic"] as const;
export type ModalitiesMetric = (typeof modalitiesMetrics)[number];

/** `s(z) = ½ zᵀ 𝒜 z − ½ zᵀ B z` in block-whitened coordinates, and what it is worth. */
export interface ModalitiesModel {
  /** 𝒜, symmetric and zero on its diagonal blocks, `[n, n]`. */
  readonly weights: Matrix;
  /** B, the own terms of every modality, zero off its diagonal blocks; all zero for the inner product, `[n, n]`. */
  readonly ownTerms: Matrix;
  readonly loss: number;
  readonly notes: readonly string[];
}

/** Checks a covariance of K modalities and whitens every block of it by its symmetric inverse root. */
export function modalitiesLaw({ covariance, blocks, ridge = 0 }: ModalitiesSpec): ModalitiesLaw {
  const starts = startsOf(blocks);
  const n = covariance.length;
  if (blocks.length < 2 || !blocks.every((size) => Number.isInteger(size) && size >= 1) || starts.at(-1) !== n)
    refuse("blocks", `at least two whole numbers that add up to ${n}`, blocks.join(", "), "They are the dimensions.");
  const checked = checkedCovariance(covariance, ridge);
  const whitener = blockDiagonal(
    blocks.map((size, a) => {
      const own = block(checked, starts[a]!, starts[a]! + size, starts[a]!, starts[a]! + size);
      return symmetricFunction(own, (value) => 1 / Math.sqrt(value));
    }),
  );
  const omega = symmetrise(product(whitener, checked, whitener));
  return {
    sizes: blocks,
    starts,
    omega: mapBlocks({ starts }, omega, (value, same, i, j) => (same ? (i === j ? 1 : 0) : value)),
  };
}

/** Where blocks of these sizes begin, and where the last one ends. */
export function startsOf(sizes: readonly number[]): number[] {
  const starts = [0];
  for (const size of sizes) starts.push(starts[starts.length - 1]! + size);
  return starts;
}

/** All pairs a < b of modalities. */
export const pairsOf = (sizes: readonly number[]): (readonly [number, number])[] =>
  sizes.flatMap((_, a) => sizes.slice(a + 1).map((_size, k) => [a, a + 1 + k] as const));

/** The block `(a, b)` of a matrix `[n, n]`. */
export const blockOf = ({ starts }: Pick<ModalitiesLaw, "starts">, matrix: Matrix, a: number, b: number): Matrix =>
  block(matrix, starts[a]!, starts[a + 1]!, starts[b]!, starts[b + 1]!);

/** One matrix with the given blocks on its diagonal. */
const blockDiagonal = (blocks: readonly Matrix[]): Matrix =>
  fromBlocks(
    blocks.map((own, a) => blocks.map((other, b) => (a === b ? own : build(own.length, other.length, () => 0)))),
  );

/** The matrix without its diagonal blocks, which become zero. */
export const offDiagonal = (law: Pick<ModalitiesLaw, "starts">, matrix: Matrix): Matrix =>
  mapBlocks(law, matrix, (value, same) => (same ? 0 : value));

/** The matrix without what is off its diagonal blocks. */
export const onDiagonal = (law: Pick<ModalitiesLaw, "starts">, matrix: Matrix): Matrix =>
  mapBlocks(law, matrix, (value, same) => (same ? value : 0));

function mapBlocks(
  { starts }: Pick<ModalitiesLaw, "starts">,
  matrix: Matrix,
  f: (value: number, same: boolean, i: number, j: number) => number,
): Matrix {
  const owner = matrix.map((_, i) => starts.findLastIndex((start) => start <= i));
  return matrix.map((row, i) => row.map((value, j) => f(value, owner[i] === owner[j], i, j)));
}
