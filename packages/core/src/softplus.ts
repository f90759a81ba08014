import * as tf from "@tensorflow/tfjs-core";
import { hasKernel, runKernels } from "./backend-kernels.js";
import { SCORE_SOFTPLUS_GRADIENT_KERNEL, SCORE_SOFTPLUS_KERNEL } from "./kernel-names.js";
import { type CompleteScoreForm, completeForm, type ScoreForm } from "./score.js";
import { column, defaultTileRows, formGradients, scoreTile, tiles } from "./score-tiles.js";

/**
 * `Σ_j log(1 + exp S[i, j])` of `S = scale · U Vᵀ + α 1ᵀ + 1 βᵀ`, `[n]`, differentiable in all five parts; what pairwise logistic
 * losses need. Holds O(n + m) numbers beside one tile, forward and backward. The caller disposes of the result.
 *
 * @example
 * const sums = rowSoftplus({ u: tf.tensor2d([[1]]), v: tf.tensor2d([[0]]) }); // [log 2]
 */
export function rowSoftplus(form: ScoreForm): tf.Tensor1D {
  return tf.tidy(() => {
    const { u, v, scale, alpha, beta } = completeForm(form);
    return tf.customGrad((...inputs) => {
      const save = inputs.pop() as unknown as tf.GradSaveFunc;
      save(inputs as tf.Tensor[]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => gradients(toForm(saved), dy as tf.Tensor1D);
      return { value: sums(toForm(inputs as tf.Tensor[])), gradFunc };
    })(u, v, scale, alpha, beta) as tf.Tensor1D;
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
function gradients(form: CompleteScoreForm, dy: tf.Tensor1D): tf.Tensor[] {
  if (isFused()) return runKernels(SCORE_SOFTPLUS_GRADIENT_KERNEL, { ...form, dy });
  const { u, v, scale, alpha, beta } = formGradients(form, defaultTileRows(form.v.shape[0]), (start, size) =>
    tf.mul(tf.sigmoid(scoreTile(form, start, size)), column(tf.slice(dy, start, size))),
  );
  return [u, v, scale, alpha, beta];
}

const isFused = () => hasKernel(SCORE_SOFTPLUS_KERNEL);

function toForm([u, v, scale, alpha, beta]: tf.Tensor[]): CompleteScoreForm {
  return { u, v, scale, alpha, beta } as CompleteScoreForm;
}
