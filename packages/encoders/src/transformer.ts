import { defineEncoder, demand } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { attentionBlock, blockParameters } from "./attention-block.js";
import { dense, denseParameters } from "./dense.js";
import { normalFanIn } from "./initialise.js";
import { layerNorm, layerNormParameters } from "./layer-norm.js";
import { sinusoids } from "./sinusoids.js";
import { tokenCount, tokenFeatures, tokens } from "./tokens.js";

/**
 * A transformer for sequences `[points, columns]`: patches of points become tokens, a linear lifting, M residual blocks of
 * multi-head attention and an MLP with layer norm before each, the last token or the mean of all, and a projection.
 */
export const transformer = defineEncoder({
  name: "transformer",
  summary: "A transformer over the points of a sequence.",
  source: "Vaswani et al. 2017, arXiv:1706.03762; norm before the residual branches: arXiv:2002.04745",
  options: {
    dimension: { type: "number", integer: true, minimum: 1, default: 98, description: "dimension of the embeddings" },
    width: { type: "number", integer: true, minimum: 2, default: 64, description: "width of the tokens" },
    heads: {
      type: "number",
      integer: true,
      minimum: 1,
      default: 4,
      description: "attention heads; must divide the width",
    },
    depth: { type: "number", integer: true, minimum: 1, default: 4, description: "attention blocks" },
    hidden: {
      type: "number",
      integer: true,
      minimum: 1,
      default: 256,
      description: "hidden width of the blocks' MLPs",
    },
    mlp: {
      type: "choice",
      choices: ["gelu", "bilinear"],
      default: "gelu",
      description: "the blocks' MLPs; bilinear: products of two maps, for data that multiply (arXiv:2002.05202)",
    },
    patch: { type: "number", integer: true, minimum: 1, default: 1, description: "points of a token" },
    increments: {
      type: "boolean",
      default: false,
      description: "tokens also hold the steps between points, times the number of points",
    },
    period: {
      type: "number",
      minimum: 0,
      default: 0,
      description: "points enter as sine and cosine of this period; 0: as they are",
    },
    positions: {
      type: "choice",
      choices: ["sinusoidal", "learned"],
      default: "sinusoidal",
      description: "how tokens know their place in the sequence",
    },
    pooling: { type: "choice", choices: ["last", "mean"], default: "last", description: "what is projected" },
    dropout: {
      type: "number",
      minimum: 0,
      maximum: 0.9,
      default: 0,
      description: "share of activations dropped in training",
    },
  },
  build(options, inputShape) {
    const { dimension, width, heads, depth, hidden, mlp, pooling, positions } = options;
    demandHeads(width, heads);
    demand(inputShape.length === 1 || inputShape.length === 2, () => ({
      argument: "transformer input",
      expected: "sequences [points] or [points, columns]",
      received: `shape [${inputShape}]`,
    }));
    const layout = { points: inputShape[0]!, columns: inputShape[1] ?? 1, ...options };
    const [count, features] = [tokenCount(layout), tokenFeatures(layout)];
    return {
      dimension,
      parameters: (generator) => ({
        ...denseParameters("lifting", features, width, generator),
        ...(positions === "learned" ? { positions: normalFanIn([count, width], width, generator) } : {}),
        ...Object.assign(
          {},
          ...Array.from({ length: depth }, (_, i) =>
            blockParameters(`block${i}`, { width, hidden, depth, mlp }, generator),
          ),
        ),
        ...layerNormParameters("norm", width),
        ...denseParameters("projection", width, dimension, generator),
      }),
      apply: (parameters, inputs, context) => {
        const lifted = dense("lifting", parameters, tokens(inputs, layout));
        const places = parameters.positions ?? sinusoids(count, width);
        let x = tf.add(tf.reshape(lifted, [-1, count, width]), places) as tf.Tensor3D;
        for (let i = 0; i < depth; i++) x = attentionBlock(`block${i}`, parameters, x, { ...options, context });
        const pooled =
          pooling === "mean" ? tf.mean(x, 1) : tf.reshape(tf.slice(x, [0, count - 1, 0], [-1, 1, -1]), [-1, width]);
        return dense("projection", parameters, layerNorm("norm", parameters, pooled as tf.Tensor2D));
      },
    };
  },
});

function demandHeads(width: number, heads: number): void {
  demand(width % heads === 0, () => ({
    argument: 'transformer option "heads"',
    expected: `a divisor of the width ${width}`,
    received: String(heads),
  }));
}
