import { blocks, describe, type Pairs, type Parameters, refusal } from "@crosstilt/core";
import { affine } from "@crosstilt/encoders";
import {
  type Pairs as GaussianPairs,
  type Matrix,
  type Objective,
  type Optimum,
  plugInOptimum,
  streamMoments,
} from "@crosstilt/gaussian";
import { innerProduct, quadratic } from "@crosstilt/metrics";
import { type BimodalModel, bimodal } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";

const BLOCK = 4096;

/** What to fit: metric, loss and weights; `dimension` of the embeddings (default min(p, q)); `ridge` (default 0). */
export interface FitLinearOptions extends Objective {
  readonly dimension?: number;
  readonly ridge?: number;
}

/** A model with affine encoders at the optimum, as `fit` would leave it; the caller disposes of the parameters. */
export interface LinearFit {
  readonly model: BimodalModel;
  readonly parameters: Parameters;
  readonly optimum: Optimum;
}

/**
 * The affine encoders that training goes to, directly: one pass over the data for its moments, then the closed form
 * (Remark D.2). Samples of any shape count as vectors.
 *
 * @throws for labels (samples without axes), non-finite samples, and too few samples without a ridge.
 * @example
 * const { model, parameters } = await fitLinear(pairs, { metric: "inner-product", loss: "conditional" });
 * const embeddings = model.embed(parameters, "u", samples);
 */
export async function fitLinear(pairs: Pairs, options: FitLinearOptions): Promise<LinearFit> {
  for (const side of ["u", "v"] as const)
    if (pairs.shape[side].length === 0)
      throw refusal({
        argument: `pairs.shape.${side}`,
        expected: "vectors",
        received: describe(pairs.shape[side]),
        remedy: "Encode labels as vectors first",
      });
  const { dimension, ...rest } = options;
  const optimum = plugInOptimum({ ...rest, rank: dimension, moments: await streamMoments(batches(pairs)) });
  const encoder = affine({ dimension: optimum.G.length });
  const metric = options.metric === "quadratic" ? quadratic() : innerProduct();
  const model = bimodal({ u: encoder, v: encoder, metric }, pairs.shape);
  const { G, H, offsetU, offsetV } = optimum;
  return { model, parameters: { ...affineParameters("u", G, offsetU), ...affineParameters("v", H, offsetV) }, optimum };
}

/** Parameters of the affine encoder `x ↦ rows·x + offset` of one side. */
const affineParameters = (side: string, rows: Matrix, offset: number[]): Parameters => ({
  [`${side}.linear.kernel`]: tf.tidy(() => tf.transpose(tf.tensor2d(rows))),
  [`${side}.linear.bias`]: tf.tensor1d(offset),
});

async function* batches(pairs: Pairs): AsyncGenerator<GaussianPairs> {
  for (const indices of blocks(pairs.length, BLOCK)) {
    const { u, v } = await pairs.batch(indices);
    const [left, right] = await Promise.all([u.data(), v.data()]);
    yield { u: { data: left, shape: u.shape }, v: { data: right, shape: v.shape } };
    tf.dispose([u, v]);
  }
}
