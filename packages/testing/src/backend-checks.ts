import { createGenerator, type Generator, scoreStatistics, sizeOf } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import type { BackendOperation } from "./backend-operation.js";
import { backendOperations } from "./backend-operations.js";
import { type Check, expectClose, leakFree, runChecks } from "./check.js";
import { at, type NdArray, sumOver, tabulate } from "./nd-array.js";
import { makeCurrent, withBackend } from "./present-backends.js";

/** Float32 sums of a few hundred products agree with float64 to this, relative to 1 + the largest magnitude. */
const TOLERANCE = 1e-4;
const DIRECTIONS = 4;
/** Step of the central differences of float64 references. */
const STEP = 1e-5;

/**
 * What training needs of a backend, as checks to hand to a test runner one by one: every operation and its gradient
 * against float64 loops, score statistics as the backend computes them, sums to float32 precision, nothing left behind.
 *
 * @param name - the name under which the backend is registered with tfjs (`tf.getBackend()` once it is current).
 */
export function backendChecks(name: string): Check[] {
  const checks = [...[...backendOperations, statistics].map(operationCheck), roundTripCheck(), longSumCheck()];
  return checks.map((check) => ({
    name: check.name,
    async run() {
      await makeCurrent(name);
      await check.run();
    },
  }));
}

/**
 * Runs the conformance suite on a backend that is registered with tfjs, and makes the earlier one current again.
 *
 * @throws ConformanceError that lists every operation whose value or gradient is wrong, with numbers.
 * @example
 * await useBackend("wasm"); // of @crosstilt/backends
 * await checkBackend("wasm");
 */
export const checkBackend = (name: string): Promise<void> =>
  withBackend(name, () => runChecks(`backend "${name}"`, backendChecks(name)));

/** The three statistics of a score matrix, by whatever engine core chooses on this backend. */
const statistics: BackendOperation = {
  name: "score statistics",
  shapes: [[6, 3], [5, 3], [], [6], [5]],
  f: (...[u, v, scale, alpha, beta]) => {
    const form = { u, v, scale, alpha, beta } as Parameters<typeof scoreStatistics>[0];
    const { diagonal, rowLogMeanExp, columnLogMeanExp } = scoreStatistics(form);
    return tf.concat([diagonal, rowLogMeanExp, columnLogMeanExp]);
  },
  reference: (...[u, v, scale, alpha, beta]) => {
    const s = (i: number, j: number) =>
      scale!.data[0]! * sumOver(3, (k) => at(u!, i, k) * at(v!, j, k)) + at(alpha!, i) + at(beta!, j);
    return tabulate([16], (i) => {
      if (i < 5) return s(i, i);
      if (i < 11) return Math.log(sumOver(5, (j) => Math.exp(s(i - 5, j))) / 5);
      return Math.log(sumOver(6, (k) => Math.exp(s(k, i - 11))) / 6);
    });
  },
};

function operationCheck(operation: BackendOperation): Check {
  return leakFree(operation.name, async () => {
    const generator = createGenerator(operation.name.length);
    const inputs = operation.shapes.map((shape) => normal(generator, shape));
    const weights = normal(generator, operation.reference(...inputs).shape);
    const [value, ...gradients] = await evaluate(operation, inputs, weights);
    expectClose("value", value!, operation.reference(...inputs).data, TOLERANCE);
    for (let i = 0; i < DIRECTIONS; i++) {
      const directions = operation.shapes.map((shape) => normal(generator, shape));
      const along = (step: number) => {
        const moved = inputs.map((input, k) => add(input, directions[k]!, step));
        return dot(operation.reference(...moved).data, weights.data);
      };
      const received = directions.reduce((sum, { data }, k) => sum + dot(data, gradients[k]!), 0);
      const expected = (along(STEP) - along(-STEP)) / (2 * STEP);
      expectClose(`gradient along random direction ${i}`, [received], [expected], TOLERANCE);
    }
  });
}

/** Value of an operation and its gradients along `weights`, read asynchronously as GPUs want it. */
async function evaluate({ f }: BackendOperation, inputs: readonly NdArray[], weights: NdArray) {
  const results = tf.tidy(() => {
    const tensors = inputs.map(toTensor);
    return [f(...tensors), ...tf.grads((...xs: tf.Tensor[]) => f(...xs))(tensors, toTensor(weights))];
  });
  const numbers = await Promise.all(results.map((tensor) => tensor.data()));
  tf.dispose(results);
  return numbers;
}

function roundTripCheck(): Check {
  const values = { float32: [0.5, -3, 2 ** 100, 0], int32: [2 ** 24 + 1, -7, 0], bool: [1, 0, 1] } as const;
  return leakFree("numbers are read back as they were written", async () => {
    for (const [dtype, written] of Object.entries(values)) {
      const tensor = tf.tensor1d([...written], dtype as keyof typeof values);
      const read = await tensor.data();
      tensor.dispose();
      expectClose(dtype, read, written, 0);
    }
  });
}

function longSumCheck(): Check {
  return leakFree("a sum of a million numbers is accurate to float32", async () => {
    const sum = tf.tidy(() => tf.sum(tf.fill([1000, 1000], 0.1)));
    const received = (await sum.data())[0]!;
    sum.dispose();
    expectClose("sum", [received], [1e6 * Math.fround(0.1)], 1e-6);
  });
}

const toTensor = ({ shape, data }: NdArray): tf.Tensor => tf.tensor(Float32Array.from(data), [...shape]);

/** Standard normal numbers that float32 holds exactly. */
function normal(generator: Generator, shape: readonly number[]): NdArray {
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => Math.fround(generator.normal())) };
}

const add = ({ shape, data }: NdArray, direction: NdArray, step: number): NdArray => ({
  shape,
  data: data.map((x, i) => x + step * direction.data[i]!),
});

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return sumOver(a.length, (i) => a[i]! * b[i]!);
}
