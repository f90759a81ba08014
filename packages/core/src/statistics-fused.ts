import type * as tf from "@tensorflow/tfjs-core";
import { hasKernel, runKernels } from "./backend-kernels.js";
import { SCORE_STATISTICS_GRADIENT_KERNEL, SCORE_STATISTICS_KERNEL } from "./kernel-names.js";
import type { CompleteScoreForm } from "./score.js";
import type { ScoreStatistics, StatisticsEngine } from "./statistics-engine.js";

/** The engine that calls the current backend's fused kernels, or null when it has none. */
export function fusedEngine(): StatisticsEngine | null {
  return hasKernel(SCORE_STATISTICS_KERNEL) ? engine : null;
}

const engine: StatisticsEngine = {
  forward(form, excludeDiagonal) {
    const outputs = run(SCORE_STATISTICS_KERNEL, { ...form }, excludeDiagonal);
    return { diagonal: outputs[0], rowLogMeanExp: outputs[1], columnLogMeanExp: outputs[2] } as ScoreStatistics;
  },
  backward(form, { rowLogMeanExp, columnLogMeanExp }, dy, excludeDiagonal) {
    const gradients = {
      dDiagonal: dy.diagonal,
      dRowLogMeanExp: dy.rowLogMeanExp,
      dColumnLogMeanExp: dy.columnLogMeanExp,
    };
    const inputs = { ...form, rowLogMeanExp, columnLogMeanExp, ...gradients };
    const [u, v, scale, alpha, beta] = run(SCORE_STATISTICS_GRADIENT_KERNEL, inputs, excludeDiagonal);
    return { u, v, scale, alpha, beta } as CompleteScoreForm;
  },
};

function run(kernel: string, inputs: tf.NamedTensorMap, excludeDiagonal: boolean): tf.Tensor[] {
  return runKernels(kernel, inputs, { excludeDiagonal });
}
