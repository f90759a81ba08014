import { logMeanExp, type ScoreForm, scoreStatistics } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Lower bounds on the mutual information I(u; v), in nats. */
export interface InformationBounds {
  /** `E_μ[s] − log E_{μ_u⊗μ_v}[e^s]` (Donsker–Varadhan): minus the joint loss. */
  readonly donskerVaradhan: number;
  /** `E_μ[s] − E_{μ_u⊗μ_v}[e^{s−1}]` (Nguyen, Wainwright, Jordan). */
  readonly nwj: number;
  /** `E_μ log ρ(v|u)`, at most log N (van den Oord et al.). */
  readonly infoNce: number;
}

/**
 * Read-outs of mutual information from the scores of a batch of pairs; expectations over the product of marginals are over
 * all N² pairs, so the infinite-sample bounds hold up to sampling error.
 *
 * @example
 * const { infoNce } = informationBounds({ u, v }); // nats
 */
export function informationBounds(form: ScoreForm): InformationBounds {
  return tf.tidy(() => {
    const { diagonal, rowLogMeanExp } = scoreStatistics(form);
    const alignment = tf.mean(diagonal);
    const logNormalizer = logMeanExp(rowLogMeanExp);
    const value = (bound: tf.Tensor) => bound.dataSync()[0]!;
    return {
      donskerVaradhan: value(tf.sub(alignment, logNormalizer)),
      nwj: value(tf.sub(alignment, tf.exp(tf.sub(logNormalizer, 1)))),
      infoNce: value(tf.mean(tf.sub(diagonal, rowLogMeanExp))),
    };
  });
}
