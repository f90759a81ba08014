import { demand, type Parameters, parametersUnder, prefixParameters, type ScoreForm } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { type BimodalModel, bimodalFrom, type Side } from "./model.js";

/**
 * The model whose score is a weighted sum of those of others, `s = Σ_k w_k s_k`: log density ratios add, so it is the product of their
 * tilts. Its embeddings are theirs side by side, its parameters `0.…`, `1.…` and `weights` `[K]`, positive.
 *
 * @throws when there are none, or they take samples of different shapes.
 * @example
 * const model = sumModel([linearModel, network]);
 */
export function sumModel(terms: readonly BimodalModel[]): BimodalModel {
  const [first] = terms;
  const shapes = terms.map(({ shape }) => JSON.stringify([shape.u, shape.v]));
  demand(first !== undefined && new Set(shapes).size === 1, () => ({
    argument: "terms",
    expected: "models of samples of the same shapes",
    received: shapes.join(", ") || "none",
  }));
  const own = (parameters: Parameters, k: number) => parametersUnder(parameters, String(k));
  return bimodalFrom({
    specs: terms.flatMap(({ specs }) => specs),
    shape: first!.shape,
    dimension: terms.reduce((sum, { dimension }) => sum + dimension, 0),
    initialise: (generator) => ({
      ...Object.assign({}, ...terms.map((term, k) => prefixParameters(String(k), term.initialise(generator.fork(k))))),
      weights: tf.fill([terms.length], 1 / terms.length),
    }),
    embed: (parameters, side, samples, context) =>
      tf.tidy(() =>
        tf.concat2d(
          terms.map((term, k) => term.embed(own(parameters, k), side, samples, context)),
          1,
        ),
      ),
    form(parameters, u, v, centre) {
      const parts = (rows: tf.Tensor2D) => columnsOf(rows, terms);
      const [us, vs, centres] = [parts(u), parts(v), centre && parts(centre)];
      const weights = tf.split(parameters.weights as tf.Tensor1D, terms.length);
      return addForms(
        terms.map((term, k) => term.form(own(parameters, k), us[k]!, vs[k]!, centres?.[k])),
        weights.map((weight) => tf.reshape(weight, []) as tf.Scalar),
      );
    },
    describe: () => ({}),
  });
}

/** The columns of each term. */
const columnsOf = (rows: tf.Tensor2D, terms: readonly BimodalModel[]): tf.Tensor2D[] =>
  terms.length === 1
    ? [rows]
    : tf.split(
        rows,
        terms.map(({ dimension }) => dimension),
        1,
      );

/** `Σ_k w_k S_k` in factors; both sides carry the root of a factor. */
function addForms(forms: readonly ScoreForm[], weights: readonly tf.Scalar[]): ScoreForm {
  const side = (name: Side) =>
    tf.concat2d(
      forms.map((form, k) => tf.mul(form[name], tf.sqrt(form.scale ? tf.mul(form.scale, weights[k]!) : weights[k]!))),
      1,
    ) as tf.Tensor2D;
  const own = (name: "alpha" | "beta") => {
    const terms = forms.flatMap(({ [name]: term }, k) => (term ? [tf.mul(term, weights[k]!) as tf.Tensor1D] : []));
    return terms.length > 0 ? { [name]: tf.addN(terms) } : {};
  };
  return { u: side("u"), v: side("v"), ...own("alpha"), ...own("beta") };
}
