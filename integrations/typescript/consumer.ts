// What a consumer writes; only checked, never run.
import { useBestBackend } from "@crosstilt/backends";
import { arrayPairs, defineEncoder, defineLoss, defineMetric } from "@crosstilt/core";
import { mlp } from "@crosstilt/encoders";
import { modalitiesOptimum } from "@crosstilt/gaussian";
import { conditional } from "@crosstilt/losses";
import { cosine } from "@crosstilt/metrics";
import { bimodal, fit, startFit, train } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";

export const softMargin = defineLoss({
  name: "soft-margin",
  summary: "Softplus of the mean score gap plus a margin.",
  formula: "E softplus(r_i − s_ii + margin)",
  source: "example",
  options: { margin: { type: "number", default: 0.2, description: "score gap asked of a true pair" } },
  needs: "statistics",
  evaluate: ({ diagonal, rowLogMeanExp }, { margin }) =>
    tf.mean(tf.softplus(tf.add(tf.sub(rowLogMeanExp, diagonal), margin))),
});

export const plain = defineMetric({
  name: "plain",
  summary: "Inner product.",
  formula: "<u, v>",
  source: "example",
  options: {},
  parameters: () => ({}),
  form: (u, v) => ({ u, v }),
  describe: () => ({}),
});

export const double = defineEncoder({
  name: "double",
  summary: "Twice the input.",
  options: {},
  build: (_options, [d]) => ({ dimension: d ?? 1, parameters: () => ({}), apply: (_parameters, x) => tf.mul(x, 2) }),
});

export async function main(): Promise<number> {
  const { name } = await useBestBackend();
  const side = { data: new Float32Array(8), shape: [4, 2] };
  const pairs = arrayPairs(side, side);
  const model = bimodal({ u: mlp(), v: mlp(), metric: cosine() }, pairs.shape);
  const options = { loss: softMargin({ margin: 0.3 }), epochs: 1 };
  const state = startFit(model, options);
  for await (const event of fit(model, pairs, state, options)) console.log(name, event.loss);
  const trained = await train({ u: mlp(), v: mlp(), metric: plain(), loss: conditional() }, pairs, { epochs: 1 });
  trained.dispose();
  const { klJoint } = modalitiesOptimum({
    covariance: [
      [1, 0.5],
      [0.5, 1],
    ],
    blocks: [1, 1],
    metric: "inner-product",
    loss: "joint",
  });
  return klJoint ?? 0;
}
