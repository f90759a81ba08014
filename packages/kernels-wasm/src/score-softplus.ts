import { checkPointers } from "./check.js";
import { type Engine, type Pointer, splitRange } from "./engine.js";
import { type ScoreGradientOptions, scoreGradient } from "./score-gradient.js";
import { blockSize, checkScores, describeScores, partBytes, placeScores, type ScoreOptions } from "./scores.js";

export interface ScoreSoftplusOptions extends ScoreOptions {
  /** Leaves the pairs (i, i) out of the sums; default false. */
  excludeDiagonal?: boolean;
  /** Receives the scores of the pairs, `[min(n, m)]`; default not wanted. */
  diagonal?: Pointer;
  /** Receives Σ_j log(1 + exp S_ij), `[n]`. */
  rowSoftplus: Pointer;
}

export interface ScoreSoftplusGradientOptions extends ScoreGradientOptions {
  /** Gradient of `rowSoftplus`, `[n]`. */
  dRow: Pointer;
}

export interface ScoreSoftplusKernels {
  /**
   * What pairwise sigmoid losses (SigLIP) need of S = scale U Vᵀ + alpha 1ᵀ + 1 betaᵀ, without S: since
   * log(1 + e^-s) = log(1 + e^s) - s, the loss is Σ rowSoftplus - Σ diagonal.
   *
   * @example kernels.scoreSoftplus({ u, v, n: 512, m: 512, d: 64, scale: 10, alpha: bias, diagonal, rowSoftplus });
   */
  scoreSoftplus: (options: ScoreSoftplusOptions) => void;
  /** Gradients of u, v, alpha and beta; returns that of scale. */
  scoreSoftplusGradient: (options: ScoreSoftplusGradientOptions) => number;
}

export function scoreSoftplusKernels(engine: Engine): ScoreSoftplusKernels {
  return {
    scoreSoftplus: (options) => {
      const { u, v, n, m, d, scale, alpha = 0, beta = 0, excludeDiagonal = false, diagonal = 0, rowSoftplus } = options;
      checkScores("scoreSoftplus", options);
      checkPointers("scoreSoftplus", { rowSoftplus });
      const parts = splitRange(n, engine.threads, blockSize);
      const pieces = placeScores(engine, options, { parts: partBytes(d) * parts.length });
      describeScores(engine, options, pieces, { unit: 1, shift: 0, excludeDiagonal });
      engine.runParts(
        "softplusSums",
        parts.map((range, i) => [pieces.scores, scale, ...range, rowSoftplus, pieces.parts + i * partBytes(d)]),
      );
      if (diagonal) engine.call("scoreDiagonal", u, v, d, scale, alpha, beta, Math.min(n, m), diagonal);
    },
    scoreSoftplusGradient: (options) => {
      const { n, dRow } = options;
      checkScores("scoreSoftplusGradient", options);
      checkPointers("scoreSoftplusGradient", { dRow });
      return scoreGradient(engine, "scoreSoftplusGradient", options, ({ row }) => {
        engine.float32(row, n).set(engine.float32(dRow, n));
        return { slope: "sigmoid", unit: 1, shift: 0 };
      });
    },
  };
}
