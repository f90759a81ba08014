import { hasKernel, RELU_GRADIENT_KERNEL, runKernel } from "@crosstilt/core/backend";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Layers as single kernels whose gradients are computed only for the inputs that ask: tfjs's own fused operations leave
 * the activation out while training, and always compute the gradient of the data.
 */
export type FusedActivation = "linear" | "relu";

/** `activation(x W + b)` of `x` `[n, k]`, `kernel` `[k, m]`, `bias` `[m]` or none; `[n, m]`. */
export function fusedDense(
  x: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D | undefined,
  activation: FusedActivation = "linear",
): tf.Tensor2D {
  registerOnce(tf._FusedMatMul, (dy, [a, b]) => ({
    a: () => tf.matMul(dy as tf.Tensor2D, b as tf.Tensor2D, false, true),
    b: () => tf.matMul(a as tf.Tensor2D, dy as tf.Tensor2D, true, false),
    bias: () => tf.sum(dy, 0),
  }));
  const attributes = { transposeA: false, transposeB: false, activation };
  const inputs: tf.NamedTensorMap = bias ? { a: x, b: kernel, bias } : { a: x, b: kernel };
  return runKernel(tf._FusedMatMul, inputs, attributes) as tf.Tensor2D;
}

/** `activation(x ⋆ filter + bias)` with stride 1 of images `[n, h, w, c]`, `filter` `[fh, fw, c, o]`, `bias` `[o]`. */
export function fusedConvolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D,
  pad: "same" | "valid",
  activation: FusedActivation = "linear",
): tf.Tensor4D {
  registerOnce(tf.FusedConv2D, (dy, [images, weights], attributes) => {
    const { pad: padding } = attributes as unknown as { pad: "same" | "valid" };
    const geometry = { strides: 1, pad: padding, dataFormat: "NHWC" };
    return {
      x: () => runKernel(tf.Conv2DBackpropInput, { dy, filter: weights! }, { ...geometry, inputShape: images!.shape }),
      filter: () =>
        runKernel(tf.Conv2DBackpropFilter, { x: images!, dy }, { ...geometry, filterShape: weights!.shape }),
      bias: () => tf.sum(dy, [0, 1, 2]),
    };
  });
  const attributes = { strides: 1, pad, dataFormat: "NHWC", dilations: 1, activation };
  return runKernel(tf.FusedConv2D, { x, filter, bias }, attributes) as tf.Tensor4D;
}

type InputGradients = Record<string, () => tf.Tensor>;

function registerOnce(
  kernelName: string,
  gradients: (dy: tf.Tensor, saved: [tf.Tensor, tf.Tensor], attributes: tf.NamedAttrMap) => InputGradients,
): void {
  if (tf.getGradient(kernelName)) return;
  const inputsToSave = kernelName === tf.FusedConv2D ? ["x", "filter"] : ["a", "b"];
  tf.registerGradient({
    kernelName,
    inputsToSave,
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      const [x, weights, output] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const before = attributes.activation === "relu" ? reluGradient(dy as tf.Tensor, output) : (dy as tf.Tensor);
      return gradients(before, [x, weights], attributes);
    },
  });
}

/** dy where the output is positive; one pass over the data where the backend can. */
function reluGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return hasKernel(RELU_GRADIENT_KERNEL) ? runKernel(RELU_GRADIENT_KERNEL, { y, dy }) : tf.mul(dy, tf.step(y));
}
