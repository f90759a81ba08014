import * as tf from "@tensorflow/tfjs-core";

/** Learned tensors by name; plain data, so that optimisers, checkpoints and caches need no classes. */
export type Parameters = Readonly<Record<string, tf.Tensor>>;

/** The parameters whose names start with `prefix.`, with the prefix removed; shares the tensors. */
export function parametersUnder(parameters: Parameters, prefix: string): Parameters {
  const entries = Object.entries(parameters).filter(([name]) => name.startsWith(`${prefix}.`));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]));
}

/** The same parameters with `prefix.` before every name; shares the tensors. */
export function prefixParameters(prefix: string, parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).map(([name, tensor]) => [`${prefix}.${name}`, tensor]));
}

/**
 * The same values as tensors of their own. The caller disposes of them.
 *
 * @example
 * const before = cloneParameters(parameters); // outlives tf.dispose(parameters)
 */
export const cloneParameters = (parameters: Parameters): Parameters =>
  Object.fromEntries(Object.entries(parameters).map(([name, tensor]) => [name, tf.clone(tensor)]));

/**
 * Value and gradients of a scalar function of parameters; a parameter that does not enter gets a zero gradient.
 * The caller disposes of `value`, of every gradient and of the extra tensors in `aux`.
 *
 * @example
 * const { value, gradients } = valueAndGradients((p) => ({ value: tf.sum(tf.square(p.w)) as tf.Scalar, aux: {} }), { w });
 */
export function valueAndGradients<A extends tf.NamedTensorMap>(
  evaluate: (parameters: Parameters) => { value: tf.Scalar; aux: A },
  parameters: Parameters,
): { value: tf.Scalar; gradients: Parameters; aux: A } {
  return tf.tidy(() => {
    let aux = {} as A;
    const names = Object.keys(parameters);
    const tensors = names.map((name) => parameters[name]!);
    const closure = () => {
      const result = evaluate(parameters);
      aux = Object.fromEntries(Object.entries(result.aux).map(([name, tensor]) => [name, tf.keep(tensor)])) as A;
      return result.value;
    };
    const { value, grads } = tf.engine().gradients(closure, tensors, undefined, true);
    const gradients = names.map((name, i) => [name, grads[i] ?? tf.zerosLike(tensors[i]!)]);
    return { value: value as tf.Scalar, gradients: Object.fromEntries(gradients), aux };
  });
}
