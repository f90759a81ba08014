import type { JointGaussian } from "./joint.js";
import { type Encoders, type LatentMoments, latentMoments, lossOf } from "./loss.js";
import { add, block, build, combine, type Matrix, product, subtractVectors, sum, trace, transpose } from "./matrix.js";
import { type Moments, mergeMoments, plugInLaw } from "./moments.js";
import { checkedObjective, type Objective } from "./objective.js";
import { optimum } from "./optimum.js";
import { penaltiesOf } from "./own-terms.js";
import { refuse } from "./refuse.js";

/** Second moments of data about the means of a law: `uu [p, p]`, `uv [p, q]`, `vv [q, q]`. */
export interface Blocks {
  readonly uu: Matrix;
  readonly uv: Matrix;
  readonly vv: Matrix;
}

/** A law estimated without one fold, and that fold as seen from its means. */
export interface Split {
  readonly law: JointGaussian;
  readonly data: Blocks;
  /** The fold's share of all samples; 1 where the law itself is the data. */
  readonly share: number;
}

/** Leave-one-fold-out splits. @throws Error for fewer than two folds or for folds too small to estimate from. */
export function splitsOf(folds: readonly Moments[], ridge: number): Split[] {
  if (folds.length < 2)
    refuse("folds", "at least two", folds.length, "Make them with foldMoments(batches, { folds: 5 }).");
  const total = sum(folds.map(({ count }) => count));
  return folds.map((fold, i) => {
    const law = plugInLaw(folds.filter((_, j) => j !== i).reduce(mergeMoments), { ridge });
    return { law, data: about(fold, law), share: fold.count / total };
  });
}

function about({ count, split, mean, scatter }: Moments, law: JointGaussian): Blocks {
  const gap = subtractVectors(mean, [...law.mean.u, ...law.mean.v]);
  const n = mean.length;
  const second = build(n, n, (i, j) => scatter[i]![j]! / count + gap[i]! * gap[j]!);
  return {
    uu: block(second, 0, split, 0, split),
    uv: block(second, 0, split, split, n),
    vv: block(second, split, n, split, n),
  };
}

/** Second moments of the embeddings of held-out data. */
export function heldOutMoments({ uu, uv, vv }: Blocks, encoders: Encoders<Matrix>): LatentMoments {
  const { G, H } = encoders;
  const [Gt, Ht] = [transpose(G), transpose(H)];
  const [S, T, M] = [product(G, uu, Gt), product(H, vv, Ht), product(G, uv, Ht)];
  return { S, T, M, distance: trace(add(S, T)) - 2 * trace(M), penalties: penaltiesOf(encoders) };
}

/**
 * A risk that is no linear function of second moments, on a fold too small for its own: the law moves towards the fold by the
 * fold's share, and the change of the risk is magnified accordingly (as the jackknife does).
 */
export function magnifiedRisk({ law, data, share }: Split, risk: (moments: Blocks) => number): number {
  const moved = (from: Matrix, to: Matrix) => combine(1 - share, from, share, to);
  const whole = { uu: moved(law.uu, data.uu), uv: moved(law.uv, data.uv), vv: moved(law.vv, data.vv) };
  const start = share === 1 ? 0 : risk(law);
  return start + (risk(whole) - start) / share;
}

/** `−E log ρ` on held-out data of a model whose normalisers come from the law it was fitted to. */
export const heldOutLoss = ({ law, data }: Split, encoders: Encoders<Matrix>, objective: Required<Objective>): number =>
  lossOf(objective, heldOutMoments(data, encoders), latentMoments(law, encoders));

/** The encoders of a smaller rank: the rank-r optimum is the first r rows of the full one. */
export const truncated = ({ G, H, P, Q }: Encoders<Matrix>, rank: number): Encoders<Matrix> => ({
  G: G.slice(0, rank),
  H: H.slice(0, rank),
  P: P && block(P, 0, rank, 0, rank),
  Q: Q && block(Q, 0, rank, 0, rank),
});

/** What {@link chooseRank} found. */
export interface RankChoice {
  readonly rank: number;
  /** Mean held-out loss of every rank; the held-out log-likelihood is its negative, up to a constant of the data. */
  readonly heldOut: { readonly rank: number; readonly loss: number }[];
}

/**
 * Chooses the rank by leave-one-fold-out likelihood, from moments alone: no second pass over the data.
 * @throws Error for fewer than two folds.
 * @example
 * const { rank } = chooseRank({ folds: await foldMoments(batches), metric: "quadratic", loss: "joint" });
 */
export function chooseRank(
  options: Objective & { readonly folds: readonly Moments[]; readonly ridge?: number },
): RankChoice {
  const objective = checkedObjective(options);
  const fits = splitsOf(options.folds, options.ridge ?? 0).map((split) => ({
    split,
    encoders: optimum({ ...split.law, ...objective }),
  }));
  const heldOut = fits[0]!.encoders.sigma.map((_, i) => {
    const losses = fits.map(({ split, encoders }) => heldOutLoss(split, truncated(encoders, i + 1), objective));
    return { rank: i + 1, loss: losses.reduce((total, loss) => total + loss, 0) / losses.length };
  });
  return { rank: heldOut.reduce((best, row) => (row.loss < best.loss ? row : best)).rank, heldOut };
}
