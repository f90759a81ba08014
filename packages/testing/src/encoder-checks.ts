import { createGenerator, type Encoder, type Parameters, sizeOf } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { type Check, essential, expectClose, expectFinite, expectShape, leakFree, runOnEveryBackend } from "./check.js";
import { expectGradient } from "./gradient.js";

export interface EncoderCheckOptions {
  /** Shape of one input, without the batch dimension. */
  readonly inputShape: readonly number[];
  /** Makes inputs `[n, …inputShape]`; by default standard normal numbers. */
  readonly inputs?: (n: number) => tf.Tensor;
  /** For encoders with kinks (rectified units, maxima): how far central differences may be off. */
  readonly tolerance?: number;
}

/** The properties every encoder must have, as checks to hand to a test runner one by one. */
export function encoderChecks(encoder: Encoder, settings: EncoderCheckOptions): Check[] {
  const { inputShape, tolerance = 5e-3 } = settings;
  const inputs = settings.inputs ?? ((n: number) => normalInputs([n, ...inputShape]));
  const built = encoder.build(inputShape);
  const withParameters = (body: (parameters: Parameters, x: tf.Tensor) => void) => () => {
    tf.tidy(() => body(built.parameters(createGenerator(23)), inputs(3)));
  };
  return [
    essential(
      leakFree(
        "embeddings are finite and [n, dimension]",
        withParameters((parameters, x) => {
          const embeddings = built.apply(parameters, x);
          expectShape("embeddings", embeddings.shape, [3, built.dimension]);
          expectFinite("embeddings", embeddings.dataSync());
        }),
      ),
    ),
    leakFree(
      "an embedding does not depend on the rest of the batch",
      withParameters((parameters, x) => {
        const alone = built.apply(parameters, tf.slice(x, 1, 1)).dataSync();
        const together = tf.slice(built.apply(parameters, x), 1, 1).dataSync();
        expectClose("embedding of one input alone", alone, together);
      }),
    ),
    leakFree(
      "the same seed gives the same parameters",
      withParameters((parameters) => {
        const again = built.parameters(createGenerator(23));
        for (const name of Object.keys(parameters))
          expectClose(name, again[name]!.dataSync(), parameters[name]!.dataSync(), 0);
      }),
    ),
    leakFree(
      "gradients agree with central differences",
      withParameters((parameters, x) => {
        const names = Object.keys(parameters);
        if (names.length === 0) return;
        const weights = normalInputs([3, built.dimension]);
        const f = (tensors: tf.Tensor[]) => {
          const current = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
          return tf.sum(tf.mul(built.apply(current, x), weights)) as tf.Scalar;
        };
        expectGradient(
          "embeddings",
          f,
          names.map((name) => parameters[name]!),
          createGenerator(29),
          tolerance,
        );
      }),
    ),
  ];
}

/**
 * Runs the conformance suite on an encoder, on every backend that is loaded.
 *
 * @throws ConformanceError that lists every violated property with numbers.
 * @example
 * await checkEncoder(mlp({ dimension: 4 }), { inputShape: [6] });
 */
export const checkEncoder = (encoder: Encoder, settings: EncoderCheckOptions): Promise<void> =>
  runOnEveryBackend(`encoder "${encoder.name}"`, encoderChecks(encoder, settings));

function normalInputs(shape: number[]): tf.Tensor {
  const generator = createGenerator(31);
  const size = sizeOf(shape);
  return tf.tensor(
    Float32Array.from({ length: size }, () => generator.normal()),
    shape,
  );
}
