import * as tf from "@tensorflow/tfjs-core";
import { hasKernel, runKernels } from "./backend-kernels.js";
import { SCORE_SOFTPLUS_GRADIENT_KERNEL, SCORE_SOFTPLUS_KERNEL } from "./kernel-names.js";
import { type CompleteScoreForm, completeForm, type FormParts, fromParts, type ScoreForm, toParts } from "./score.js";
import { column, defaultTileRows, formGradients, scoreTile, tiles } from "./score-tiles.js";
import { withGradient } from "./with-gradient.js";

/**
 * `Σ_j log(1 + exp S[i, j])` of `S = scale · U Vᵀ + α 1ᵀ + 1 βᵀ`, `[n]`, differentiable in all five parts; what pairwise logistic
 * losses need. Holds O(n + m) numbers beside one tile, forward and backward. The caller disposes of the result.
 *
 * @example
 * const sums = rowSoftplus({ u: tf.tensor2d([[1]]), v: tf.tensor2d([[0]]) }); // [log 2]
 */
export function rowSoftplus(form: ScoreForm): tf.Tensor1D {
  return tf.tidy(() => {
    return withGradient((...parts: FormParts) => ({
      value: sums(fromParts(parts)),
      saved: parts,
      gradient: (dy, saved) => gradients(fromParts(saved), dy),
    }))(...toParts(completeForm(form)));
  });
}

function sums(form: CompleteScoreForm): tf.Tensor1D {
  if (isFused()) return runKernels(SCORE_SOFTPLUS_KERNEL, { ...form })[0] as tf.Tensor1D;
  const rows = [...tiles(form.u.shape[0], defaultTileRows(form.v.shape[0]))].map(([start, size]) =>
    tf.tidy(() => tf.sum(tf.softplus(scoreTile(form, start, size)), 1)),
  );
  return tf.concat(rows) as tf.Tensor1D;
}

/** Slopes `G[i,j] = dy_i σ(S_ij)`. */
function gradients(form: CompleteScoreForm, dy: tf.Tensor1D): FormParts {
  if (isFused()) return runKernels(SCORE_SOFTPLUS_GRADIENT_KERNEL, { ...form, dy }) as unknown as FormParts;
  return toParts(
    formGradients(form, defaultTileRows(form.v.shape[0]), (start, size) =>
      tf.mul(tf.sigmoid(scoreTile(form, start, size)), column(tf.slice(dy, start, size))),
    ),
  );
}

const isFused = () => hasKernel(SCORE_SOFTPLUS_KERNEL);
