import * as tf from "@tensorflow/tfjs-core";

/** The value of an operation, what its gradient needs of the forward pass, and that gradient. */
interface Differentiated<Inputs, Saved, Value> {
  readonly value: Value;
  readonly saved: Saved;
  /** The gradient of every input, in their order, from that of the value. */
  readonly gradient: (dy: Value, saved: Saved) => { readonly [Input in keyof Inputs]: tf.Tensor };
}

/**
 * An operation whose gradient is written by hand: tfjs's `customGrad` with the types of its inputs, of what is saved and of the
 * value. `saved` must hold every tensor that `gradient` uses; the caller of the operation disposes of its result.
 *
 * @example
 * const square = withGradient((x: tf.Tensor) => ({
 *   value: tf.square(x),
 *   saved: [x],
 *   gradient: (dy, [x]) => [tf.mul(dy, tf.mul(x, 2))],
 * }));
 */
export function withGradient<
  const Inputs extends readonly tf.Tensor[],
  Saved extends readonly tf.Tensor[] | [],
  Value extends tf.Tensor,
>(forward: (...inputs: Inputs) => Differentiated<Inputs, Saved, Value>): (...inputs: Inputs) => Value {
  const operation = tf.customGrad((...given) => {
    // tfjs appends the function that saves to the inputs, and types neither.
    const save = given.pop() as unknown as tf.GradSaveFunc;
    const { value, saved, gradient } = forward(...(given as readonly unknown[] as Inputs));
    save([...saved]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, kept: tf.Tensor[]) => [...gradient(dy as Value, kept as readonly tf.Tensor[] as Saved)],
    };
  });
  return (...inputs) => operation(...inputs) as Value;
}
