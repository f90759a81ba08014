import { defineEncoder, demand, type Generator, type Parameters, sizeOf } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { dense, denseParameters } from "./dense.js";
import { fusedConvolution } from "./fused.js";
import { uniformFanIn } from "./initialise.js";
import { flatten } from "./vector-input.js";

const KERNEL = 5;
const CHANNELS = [6, 16] as const;
const WIDTHS = [120, 84] as const;

/** LeNet-5 with rectified units and max pooling, for images `[height, width, channels]`. */
export const leNet = defineEncoder({
  name: "leNet",
  summary: "LeNet-5: two convolutions with pooling, then three dense layers.",
  source: "LeCun et al. 1998",
  options: {
    dimension: { type: "number", integer: true, minimum: 1, default: 10, description: "dimension of the embeddings" },
  },
  build({ dimension }, inputShape) {
    const [height, width, channels = 1] = inputShape;
    demand(inputShape.length >= 2 && inputShape.length <= 3 && Math.min(height!, width!) >= 12, () => ({
      argument: "leNet input",
      expected: "images [height, width, channels] of at least 12 × 12 pixels",
      received: `shape [${inputShape}]`,
      remedy: "Use the mlp encoder for anything that is not an image",
    }));
    const features = sizeOf([pooled(pooled(height!) - 4), pooled(pooled(width!) - 4), CHANNELS[1]]);
    return {
      dimension,
      parameters: (generator) => ({
        ...convolutionParameters("convolution0", channels, CHANNELS[0], generator),
        ...convolutionParameters("convolution1", CHANNELS[0], CHANNELS[1], generator),
        ...denseParameters("dense0", features, WIDTHS[0], generator),
        ...denseParameters("dense1", WIDTHS[0], WIDTHS[1], generator),
        ...denseParameters("dense2", WIDTHS[1], dimension, generator),
      }),
      apply: (parameters, images) => {
        const pixels = tf.reshape(images, [-1, height!, width!, channels]) as tf.Tensor4D;
        const first = convolutionStage("convolution0", parameters, pixels, "same");
        const second = convolutionStage("convolution1", parameters, first, "valid");
        const third = dense("dense0", parameters, flatten(second, features), "relu");
        return dense("dense2", parameters, dense("dense1", parameters, third, "relu"));
      },
    };
  },
});

const pooled = (length: number) => Math.floor(length / 2);

function convolutionParameters(name: string, inputs: number, outputs: number, generator: Generator): Parameters {
  const fanIn = KERNEL * KERNEL * inputs;
  return {
    [`${name}.kernel`]: uniformFanIn([KERNEL, KERNEL, inputs, outputs], fanIn, generator),
    [`${name}.bias`]: uniformFanIn([outputs], fanIn, generator),
  };
}

function convolutionStage(name: string, parameters: Parameters, x: tf.Tensor4D, pad: "same" | "valid"): tf.Tensor4D {
  const filter = parameters[`${name}.kernel`] as tf.Tensor4D;
  const bias = parameters[`${name}.bias`] as tf.Tensor1D;
  return tf.maxPool(fusedConvolution(x, filter, bias, pad, "relu"), 2, 2, "valid");
}
