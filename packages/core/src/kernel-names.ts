/**
 * Names under which a backend may register fused kernels of ours with `tf.registerKernel`; where there are none, the same
 * quantities are computed by tensor operations.
 */
export const SCORE_STATISTICS_KERNEL = "ScoreStatistics";
export const SCORE_STATISTICS_GRADIENT_KERNEL = "ScoreStatisticsGradient";
/** Σ_j log(1 + exp S_ij), `[n]`, of the parts of a score form, and the gradients of those parts, of them and `dy`. */
export const SCORE_SOFTPLUS_KERNEL = "ScoreSoftplus";
export const SCORE_SOFTPLUS_GRADIENT_KERNEL = "ScoreSoftplusGradient";
export const ADAM_KERNEL = "AdamStep";
/** dx = dy where y > 0, of inputs `y` (what relu returned) and `dy`. */
export const RELU_GRADIENT_KERNEL = "ReluGradient";
/** softmax(q kᵀ/√d) v of inputs `qkv` `[n · count, 3 · width]`, attributes `count`, `heads`: `out` and the rows' log sums. */
export const ATTENTION_KERNEL = "Attention";
/** The gradient of `qkv`, of inputs `qkv`, `out`, `logSum` and `dy`. */
export const ATTENTION_GRADIENT_KERNEL = "AttentionGradient";
/** Layer norm of the rows of `x` with `gain` and `bias`, attribute `epsilon`. */
export const LAYER_NORM_KERNEL = "LayerNorm";
/** The gradients of x, gain and bias, of inputs `x`, `gain` and `dy`. */
export const LAYER_NORM_GRADIENT_KERNEL = "LayerNormGradient";
/** GELU of `x`, and its gradient of `x` and `dy`. */
export const GELU_KERNEL = "Gelu";
export const GELU_GRADIENT_KERNEL = "GeluGradient";
/** The attribute `k` best columns of each row of `scale · U Vᵀ + 1 βᵀ`, of inputs `u`, `v`, `beta`: values and indices. */
export const TOP_SCORES_KERNEL = "TopScores";
