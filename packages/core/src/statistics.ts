import * as tf from "@tensorflow/tfjs-core";
import { demand } from "./errors.js";
import { completeForm, type FormParts, fromParts, type ScoreForm, toParts } from "./score.js";
import { defaultTileRows } from "./score-tiles.js";
import type { ScoreStatistics, StatisticsEngine } from "./statistics-engine.js";
import { fusedEngine } from "./statistics-fused.js";
import { tiledEngine } from "./statistics-tiled.js";
import { withGradient } from "./with-gradient.js";

export interface StatisticsOptions {
  /** Leave the true pairs, `S[i, i]`, out of the means; those are then over one entry less (n, m ≥ 2). */
  readonly excludeDiagonal?: boolean;
  /** Which implementation: the backend's fused kernel when it has one (`auto`), or tensor operations. */
  readonly engine?: "auto" | "fused" | "tiled" | "dense";
  /** Rows of a tile of the tiled engine; by default as many as keep a tile near 2²⁰ entries. */
  readonly tileRows?: number;
}

/**
 * Diagonal, row and column log-mean-exps of `S = scale · U Vᵀ + α 1ᵀ + 1 βᵀ`, differentiable in all five parts.
 * Tiled and fused engines hold O(n + m) numbers beside one tile, forward and backward. The caller disposes of the results.
 *
 * @example
 * const { diagonal, rowLogMeanExp } = scoreStatistics({ u, v });
 * const vGivenU = tf.neg(tf.mean(tf.sub(diagonal, rowLogMeanExp)));
 */
export function scoreStatistics(form: ScoreForm, options: StatisticsOptions = {}): ScoreStatistics {
  return tf.tidy(() => {
    const complete = completeForm(form);
    const [n, m] = [complete.u.shape[0], complete.v.shape[0]];
    const excludeDiagonal = options.excludeDiagonal ?? false;
    if (excludeDiagonal) demandNegatives(n, m);
    const engine = chooseEngine(options, n, m);

    // an operation with a gradient has one output, so the three vectors travel as one.
    const packed = withGradient((...parts: FormParts) => {
      const value = pack(engine.forward(fromParts(parts), excludeDiagonal));
      const gradient = (dy: tf.Tensor1D, [result, ...saved]: [tf.Tensor1D, ...FormParts]): FormParts => {
        const statistics = unpack(result, n, m);
        return toParts(engine.backward(fromParts(saved), statistics, unpack(dy, n, m), excludeDiagonal));
      };
      return { value, saved: [value, ...parts] as [tf.Tensor1D, ...FormParts], gradient };
    })(...toParts(complete));
    return unpack(packed, n, m);
  });
}

/** `log` of the mean of `exp` over all entries: `log E_{μ_u ⊗ μ_v} e^s` on a batch, scalar. */
export function logMeanExp(values: tf.Tensor): tf.Scalar {
  return tf.tidy(() => tf.sub(tf.logSumExp(values), Math.log(values.size)) as tf.Scalar);
}

function chooseEngine({ engine = "auto", tileRows }: StatisticsOptions, n: number, m: number): StatisticsEngine {
  const fused = fusedEngine();
  demand(engine !== "fused" || fused !== null, () => ({
    argument: "engine",
    expected: `a backend with a fused statistics kernel`,
    received: `"fused" on backend "${tf.getBackend()}"`,
    remedy: 'Use engine "auto", or choose the wasm backend of @crosstilt/backends',
  }));
  if (fused && (engine === "fused" || engine === "auto")) return fused;
  return tiledEngine(engine === "dense" ? n : (tileRows ?? defaultTileRows(m)));
}

function demandNegatives(n: number, m: number): void {
  demand(n >= 2 && m >= 2, () => ({
    argument: "batch",
    expected: "at least 2 pairs, so that every sample has a negative",
    received: "1 pair",
    remedy: "Use a larger batch",
  }));
}

function pack({ diagonal, rowLogMeanExp, columnLogMeanExp }: ScoreStatistics): tf.Tensor1D {
  return tf.concat([diagonal, rowLogMeanExp, columnLogMeanExp]) as tf.Tensor1D;
}

function unpack(packed: tf.Tensor, n: number, m: number): ScoreStatistics {
  const [diagonal, rowLogMeanExp, columnLogMeanExp] = tf.split<tf.Tensor1D>(packed, [Math.min(n, m), n, m]);
  return { diagonal: diagonal!, rowLogMeanExp: rowLogMeanExp!, columnLogMeanExp: columnLogMeanExp! };
}
