export type { ActivationGradientOptions, ActivationKernels, ActivationName, ActivationOptions } from "./activations.js";
export type { AttentionGradientOptions, AttentionKernels, AttentionLayout, AttentionOptions } from "./attention.js";
export { type BinaryOptions, compileBinary, type KernelBinary, type Simd, supportsRelaxedSimd } from "./binary.js";
export type { CompareOptions, ComparisonKernels, ComparisonName, Coverage, SelectOptions } from "./comparisons.js";
export type {
  ConvolutionKernels,
  ConvolutionOptions,
  ConvolutionShape,
  FilterGradientOptions,
  InputGradientOptions,
} from "./convolution.js";
export type { Heap, Pointer } from "./engine.js";
export { createKernels, type Kernels, type KernelsOptions } from "./kernels.js";
export type { LayerNormGradientOptions, LayerNormKernels, LayerNormOptions } from "./layer-norm.js";
export type { Activation, MatMulKernels, MatMulOptions } from "./matmul.js";
export type { AdamStepOptions, OptimizerKernels } from "./optimizers.js";
export type {
  AveragePoolGradientOptions,
  MaxPoolGradientOptions,
  PoolingKernels,
  PoolOptions,
} from "./pooling.js";
export type { ScoreGradientOptions } from "./score-gradient.js";
export type { ScoreSoftplusGradientOptions, ScoreSoftplusKernels, ScoreSoftplusOptions } from "./score-softplus.js";
export { keptBytes, type ScoreOptions } from "./scores.js";
export type { Screened, ScreenKernels, ScreenOptions } from "./screen.js";
export type { SoftmaxKernels, SoftmaxOptions } from "./softmax.js";
export type { ScoreStatisticsOptions, StatisticsKernels } from "./statistics.js";
export type { ScoreStatisticsGradientOptions } from "./statistics-gradient.js";
export type { SumKernels, SumOptions } from "./sums.js";
export type { TopScoresKernels, TopScoresOptions } from "./top-scores.js";
export type { TransposeKernels, TransposeOptions } from "./transpose.js";
export type { WindowShape } from "./window.js";
