import { refusal } from "@crosstilt/formats/refusal";
import { checkPointers, checkSizes } from "./check.js";
import { type Engine, type Pointer, splitRange } from "./engine.js";
import { blockSize, checkScores, describeScores, partBytes, placeScores, type ScoreOptions } from "./scores.js";

export interface TopScoresOptions extends ScoreOptions {
  /** How many of the m columns to keep for each row, from 1 to m. */
  k: number;
  /** Receives the k largest scores of each row in descending order, float32 `[n, k]`. */
  values: Pointer;
  /** Receives their columns, int32 `[n, k]`; of equal scores the lower column comes first. */
  indices: Pointer;
}

export interface TopScoresKernels {
  /**
   * The k best columns of S = scale U Vᵀ + alpha 1ᵀ + 1 betaᵀ for each row (exact retrieval: queries U, gallery V), without S.
   *
   * @throws CrosstiltError when k is not between 1 and m, on empty inputs or null pointers.
   * @example kernels.topScores({ u: queries, v: gallery, n: 10, m: 1_000_000, d: 64, scale: 1, k: 10, values, indices });
   */
  topScores: (options: TopScoresOptions) => void;
}

export function topScoresKernels(engine: Engine): TopScoresKernels {
  return {
    topScores: (options) => {
      const { n, m, d, k, scale, values, indices } = options;
      checkScores("topScores", options);
      checkSizes("topScores", { k }, 1);
      checkPointers("topScores", { values, indices });
      if (k > m) throw refusal({ argument: "topScores: k", expected: `at most m (${m})`, received: String(k) });
      const parts = splitRange(n, engine.threads, blockSize);
      const pieces = placeScores(engine, options, { parts: partBytes(d) * parts.length });
      describeScores(engine, options, pieces, { unit: 1, shift: 0, excludeDiagonal: false });
      engine.runParts(
        "topScores",
        parts.map((range, i) => [
          ...[pieces.scores, scale, k, ...range],
          ...[values, indices, pieces.parts + i * partBytes(d)],
        ]),
      );
    },
  };
}
