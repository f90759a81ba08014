import * as tf from "@tensorflow/tfjs-core";
import { demand } from "./errors.js";

/** Numbers of examples a step is tried with: few, yet enough for every loss. */
const TRIALS = [4, 8, 12] as const;

/**
 * Bytes of tensors that one training step on so many examples will hold at its fullest moment, before it is taken: the step
 * runs on 4, 8 and 12 examples, and each of its moments is extrapolated as a quadratic in their number. Exact for encoders
 * and losses whose operations do not depend on the batch; an upper estimate where the tiled engine would take over.
 * What was alive before counts too; scratch memory of kernels, O(n), does not.
 *
 * @param step takes one step on `examples` fresh examples; what it returns is disposed of.
 * @throws when `examples` is no positive whole number.
 * @example
 * const bytes = await estimateMemory((n) => termsAndGradients((p) => evaluate(p, batchOf(n)), parameters), 32_768);
 */
export async function estimateMemory(
  step: (examples: number) => tf.TensorContainer,
  examples: number,
): Promise<number> {
  demand(Number.isInteger(examples) && examples > 0, () => ({
    argument: "examples",
    expected: "a positive whole number",
    received: String(examples),
  }));
  const trials: number[][] = [];
  for (const count of TRIALS) trials.push(await bytesAtMoments(() => step(count)));
  const comparable = trials.every(({ length }) => length === trials[0]!.length);
  const series = comparable ? trials : trials.map((moments) => [largest(moments)]);
  return largest(
    series[0]!.map((_, moment) =>
      extrapolate(
        series.map((moments) => moments[moment]!),
        examples,
      ),
    ),
  );
}

/** Bytes of all tensors after each operation. */
async function bytesAtMoments(step: () => tf.TensorContainer): Promise<number[]> {
  const before = tf.memory().numBytes;
  const { kernels } = await tf.profile(() => {
    tf.dispose(tf.tidy(step));
    return {};
  });
  return [before, ...kernels.map(({ totalBytesSnapshot }) => totalBytesSnapshot)];
}

/** The quadratic through the trials, at `examples`. */
function extrapolate(bytes: readonly number[], examples: number): number {
  return TRIALS.reduce((sum, at, i) => {
    const weights = TRIALS.filter((other) => other !== at).map((other) => (examples - other) / (at - other));
    return sum + bytes[i]! * weights[0]! * weights[1]!;
  }, 0);
}

const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);
