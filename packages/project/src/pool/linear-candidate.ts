import type { Catalogue } from "@crosstilt/catalogue";
import type { Pairs } from "@crosstilt/core";
import { sizeOf } from "@crosstilt/formats";
import * as tf from "@tensorflow/tfjs-core";
import { type Candidate, modelOfParts } from "./candidate.js";
import { bestSetting, closedForm } from "./closed-form.js";
import type { HeldOut } from "./held-out.js";
import { axesOf, disposeAxes, type Features, momentsOf } from "./moments.js";

/** Principal axes that are kept: below it every one. Their eigenvalues are found in float64, in well under a second. */
const AXES = 384;

/** The numbers of a sample as they are. */
export function flat(shape: readonly number[]): Features {
  const count = sizeOf(shape);
  return { count, of: (samples) => tf.reshape(samples, [-1, count]) };
}

/**
 * Linear encoders in closed form: canonical correlations whose ridge, directions and reading are chosen by validation pairs. The caller
 * disposes of the parameters.
 */
export async function linearCandidate(train: Pairs, held: HeldOut, catalogue: Catalogue): Promise<Candidate> {
  const features = { u: flat(train.shape.u), v: flat(train.shape.v) };
  const axes = {
    u: await axesOf(train, "u", features.u, AXES),
    v: await axesOf(train, "v", features.v, AXES),
  };
  const moments = await momentsOf(train, features, axes);
  const { dimension, metric, parameters } = await closedForm(moments, await bestSetting(moments, features, held));
  disposeAxes(axes.u);
  disposeAxes(axes.v);
  const encoder = { name: "affine", dimension };
  const parts = { encoders: { u: encoder, v: encoder }, metric };
  return { name: "linear", parts, model: modelOfParts(parts, train.shape, catalogue), parameters };
}
