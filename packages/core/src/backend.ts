// For authors of backends, and of packages that use their fused kernels: promises nothing to others.
export { hasKernel, runKernel, runKernels } from "./backend-kernels.js";
export {
  ADAM_KERNEL,
  ATTENTION_GRADIENT_KERNEL,
  ATTENTION_KERNEL,
  GELU_GRADIENT_KERNEL,
  GELU_KERNEL,
  LAYER_NORM_GRADIENT_KERNEL,
  LAYER_NORM_KERNEL,
  RELU_GRADIENT_KERNEL,
  SCORE_SOFTPLUS_GRADIENT_KERNEL,
  SCORE_SOFTPLUS_KERNEL,
  SCORE_STATISTICS_GRADIENT_KERNEL,
  SCORE_STATISTICS_KERNEL,
  TOP_SCORES_KERNEL,
} from "./kernel-names.js";
export { withGradient } from "./with-gradient.js";
