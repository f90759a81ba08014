/**
 * Names under which a backend may register fused kernels of ours with `tf.registerKernel`; where there are none, the same
 * quantities are computed by tensor operations.
 */
export const SCORE_STATISTICS_KERNEL = "ScoreStatistics";
export const SCORE_STATISTICS_GRADIENT_KERNEL = "ScoreStatisticsGradient";
export const ADAM_KERNEL = "AdamStep";
/** dx = dy where y > 0, of inputs `y` (what relu returned) and `dy`. */
export const RELU_GRADIENT_KERNEL = "ReluGradient";
